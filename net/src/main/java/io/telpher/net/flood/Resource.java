package io.telpher.net.flood;

/** What a process has only so much of. The marks are shares of its most. */
public enum Resource {
    /** The heap that outlives a collection, of the old generation. */
    HEAP("heap", 0.75, 0.85, Refusal.MEMORY),
    /** The direct memory that buffers occupy. */
    DIRECT("direct memory", 0.60, 0.75, Refusal.MEMORY),
    /** File descriptors. */
    DESCRIPTORS("file descriptors", 0.85, 0.95, Refusal.DESCRIPTORS);

    private final String word;
    private final double tight;
    private final double scarce;
    private final Refusal refusal;

    Resource(String word, double tight, double scarce, Refusal refusal) {
        this.word = word;
        this.tight = tight;
        this.scarce = scarce;
        this.refusal = refusal;
    }

    /** The words in logs. */
    public String word() {
        return word;
    }

    /** Why connections are refused when it is scarce. */
    Refusal refusal() {
        return refusal;
    }

    /** What a share in use means, taken by itself. */
    Level level(double share) {
        return share >= scarce ? Level.SCARCE : share >= tight ? Level.TIGHT : Level.CALM;
    }
}
