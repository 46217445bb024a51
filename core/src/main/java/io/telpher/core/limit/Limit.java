package io.telpher.core.limit;

/**
 * How much is allowed in how long, of each key.
 *
 * <p>A rate is rounded up to whole nanoseconds for each unit: never more than was asked for, and for rates above ten
 * million a second noticeably less.
 *
 * @param name what tells it from others, in the keys of stores and in fields: limits of one name count together, so they
 *     are alike in everything else
 * @param algorithm how it is counted
 * @param amount how many units, 1 to {@link #AMOUNT_MAX}
 * @param periodNanos in how long, a millisecond to {@link #PERIOD_MAX_NANOS}
 * @param burst how many units at once: the size of a bucket, the places of a queue; windows have none, for them it is the
 *     amount. 1 to {@link #AMOUNT_MAX}
 */
public record Limit(String name, Algorithm algorithm, long amount, long periodNanos, long burst) {
    /** The most units. */
    public static final long AMOUNT_MAX = 1_000_000_000;
    /** The longest period: 31 days. */
    public static final long PERIOD_MAX_NANOS = 31L * 86_400 * 1_000_000_000;

    private static final long PERIOD_MIN_NANOS = 1_000_000;
    /** Filling an empty bucket takes no longer than this, so that no sum of times overflows. */
    private static final long FILL_MAX_NANOS = 10 * 366L * 86_400 * 1_000_000_000;

    /** Refuses what is out of bounds. */
    public Limit {
        if (amount < 1 || amount > AMOUNT_MAX || burst < 1 || burst > AMOUNT_MAX) {
            throw new IllegalArgumentException("a limit is of 1 to " + AMOUNT_MAX + " units");
        }
        if (periodNanos < PERIOD_MIN_NANOS || periodNanos > PERIOD_MAX_NANOS) {
            throw new IllegalArgumentException("a limit's period is from 1ms to 31d");
        }
        if (burst > FILL_MAX_NANOS / unitNanos(periodNanos, amount)) {
            throw new IllegalArgumentException("at this rate it takes years until so many may pass at once again");
        }
        if (windowed(algorithm) && burst != amount) {
            throw new IllegalArgumentException("a window has no burst");
        }
    }

    /** A limit by windows. */
    public static Limit window(String name, Algorithm algorithm, long amount, long periodNanos) {
        return new Limit(name, algorithm, amount, periodNanos, amount);
    }

    /** True if it counts in periods, false if it is a rate. */
    public boolean windowed() {
        return windowed(algorithm);
    }

    private static boolean windowed(Algorithm algorithm) {
        return switch (algorithm) {
            case FIXED_WINDOW, SLIDING_WINDOW, SLIDING_LOG -> true;
            case TOKEN_BUCKET, LEAKY_BUCKET, GCRA -> false;
        };
    }

    /** How long one unit takes at its rate, rounded up. */
    public long unitNanos() {
        return unitNanos(periodNanos, amount);
    }

    private static long unitNanos(long periodNanos, long amount) {
        return Math.ceilDiv(periodNanos, amount);
    }
}
