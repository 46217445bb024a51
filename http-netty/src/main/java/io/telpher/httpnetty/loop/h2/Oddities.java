package io.telpher.httpnetty.loop.h2;

/**
 * Counts the {@link Oddity oddities} of one connection. So many of a kind are borne at once, and as many again in every
 * minute after; what goes beyond is an attack. Ordinary traffic explains some of them beforehand.
 */
@SuppressWarnings("EnumOrdinal") // the index of an array that nobody else sees
public final class Oddities {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final Oddity[] KINDS = Oddity.values();

    private final long[] fullNanos = new long[KINDS.length]; // when the budget of a kind is whole again
    private final int[] explained = new int[KINDS.length];
    private long total;
    private boolean began;

    /** Counts one. @return false if there were too many of its kind */
    boolean bear(Oddity kind, long nowNanos) {
        int i = kind.ordinal();
        if (explained[i] > 0) {
            explained[i]--;
            return true;
        }
        if (!began) {
            began = true;
            java.util.Arrays.fill(fullNanos, nowNanos);
        }
        total++;
        long full = fullNanos[i] - nowNanos > 0 ? fullNanos[i] : nowNanos;
        full += MINUTE_NANOS / kind.perMinute();
        if (full - nowNanos > MINUTE_NANOS) {
            return false;
        }
        fullNanos[i] = full;
        return true;
    }

    /** So many of a kind are to be expected: they answer what we sent. */
    public void explain(Oddity kind, int count) {
        int i = kind.ordinal();
        explained[i] = Math.min(kind.explainedMax(), explained[i] + count);
    }

    /** How many there were, of all kinds: under pressure the connection with the most goes first. */
    public long total() {
        return total;
    }
}
