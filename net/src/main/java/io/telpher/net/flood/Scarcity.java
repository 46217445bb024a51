package io.telpher.net.flood;

/**
 * Whether something runs short, by how much of it is in use. It begins at one mark and ends at a lower one, so that it
 * does not come and go with each connection. Pure but for what it remembers: the last judgement.
 */
final class Scarcity {
    private static final double BEGIN = 0.95;
    private static final double END = 0.90;

    private boolean scarce;

    /** Judges a reading. @return true if it runs short now */
    boolean judge(long used, long max) {
        double share = max <= 0 || used < 0 ? 0 : (double) used / max;
        scarce = share >= (scarce ? END : BEGIN);
        return scarce;
    }
}
