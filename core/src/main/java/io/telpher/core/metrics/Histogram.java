package io.telpher.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/** How often a duration fell into each of a few fixed ranges, and their sum. */
public final class Histogram {
    /** Upper bounds of the ranges in seconds, for network latencies; the last range has none. */
    private static final double[] LATENCY_SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private static final long[] LATENCY_NANOS = nanos(LATENCY_SECONDS);

    private final LongAdder[] counts = new LongAdder[LATENCY_NANOS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    /** Nothing counted yet. */
    public Histogram() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

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
        counts[i].increment();
        sumNanos.add(nanos);
    }

    /** How many fell into each range: one more than there are bounds. */
    public long[] counts() {
        long[] copy = new long[counts.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts[i].sum();
        }
        return copy;
    }

    /** The sum of all durations, in nanoseconds. */
    public long sumNanos() {
        return sumNanos.sum();
    }
}
