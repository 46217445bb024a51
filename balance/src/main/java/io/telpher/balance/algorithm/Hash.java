package io.telpher.balance.algorithm;

/** Hashing that is the same in every process and on every machine, so that several of them send a key to one place. */
public final class Hash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** 2^64 divided by the golden ratio: the steps of a sequence that spreads evenly. */
    public static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Hash() {}

    /** The hash of a text: FNV-1a over its characters, then mixed. */
    public static long of(CharSequence text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The hash of some bytes; of ASCII it is that of the same text. */
    public static long of(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** Spreads every bit over all of them: the finaliser of SplitMix64. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A number below {@code bound}, in proportion to where {@code hash} stands in the range of longs. */
    public static int below(int bound, long hash) {
        return (int) (((hash >>> 32) * bound) >>> 32);
    }

    /** A number below {@code bound}, in proportion to where {@code hash} stands in the range of longs. */
    public static long below(long bound, long hash) {
        return Math.unsignedMultiplyHigh(hash, bound);
    }
}
