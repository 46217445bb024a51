package io.telpher.core;

/**
 * How long a retry waits: twice as long each time, up to a limit, and never all at the same moment. The limit comes first and
 * the dice after it, or all clients would meet again at the limit.
 *
 * @param baseNanos before the first retry
 * @param maxNanos the limit
 */
public record Backoff(long baseNanos, long maxNanos) {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** One second, at most 32. */
    public static final Backoff DEFAULT = new Backoff(SECOND_NANOS, 32 * SECOND_NANOS);

    /** Checks the bounds. */
    public Backoff {
        if (baseNanos <= 0 || maxNanos < baseNanos) {
            throw new IllegalArgumentException("a back-off begins above zero and does not end below its beginning");
        }
    }

    /**
     * {@code min(max, base * 2^attempt) * (0.5 + random / 2)}.
     *
     * @param attempt counted from 0
     * @param random from 0 to 1, 1 excluded
     */
    public long delayNanos(int attempt, double random) {
        return (long) (ceilingNanos(attempt) * (0.5 + random / 2));
    }

    /** {@code asked}, and then spread over as long as half of the back-off, so that those who were told the same do not meet. */
    public long delayNanos(long askedNanos, int attempt, double random) {
        return askedNanos + (long) (ceilingNanos(attempt) * random / 2);
    }

    private long ceilingNanos(int attempt) {
        int doublings = Math.max(0, attempt);
        return doublings >= Long.numberOfLeadingZeros(baseNanos) - 1
                ? maxNanos
                : Math.min(maxNanos, baseNanos << doublings);
    }
}
