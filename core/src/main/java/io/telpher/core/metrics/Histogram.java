package io.telpher.core.metrics;

/** How often a duration fell into each of a few fixed ranges, and their sum. */
public final class Histogram {
    /** Upper bounds of the ranges in seconds, for network latencies; the last range has none. */
    private static final double[] LATENCY_SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private static final long[] LATENCY_NANOS = nanos(LATENCY_SECONDS);

    private static final int RANGES = LATENCY_NANOS.length + 1;
    private static final int SUM = RANGES;

    private final Stripes numbers = new Stripes(RANGES + 1);

    private static long[] nanos(double[] seconds) {
        long[] nanos = new long[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            nanos[i] = Math.round(seconds[i] * 1e9);
        }
        return nanos;
    }

    /** The upper bounds of the ranges, in seconds; the last range has none. */
    public static double[] boundsSeconds() {
        return LATENCY_SECONDS.clone();
    }

    /** Counts one duration. */
    public void record(long nanos) {
        int i = 0;
        while (i < LATENCY_NANOS.length && nanos > LATENCY_NANOS[i]) {
            i++;
        }
        numbers.add(i, 1);
        numbers.add(SUM, nanos);
    }

    /** How many fell into each range: one more than there are bounds. */
    public long[] counts() {
        long[] counts = new long[RANGES];
        for (int i = 0; i < RANGES; i++) {
            counts[i] = numbers.sum(i);
        }
        return counts;
    }

    /** The sum of all durations, in nanoseconds. */
    public long sumNanos() {
        return numbers.sum(SUM);
    }
}
