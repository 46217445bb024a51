package io.telpher.bench.limits;

/** How long checks took, in buckets of a microsecond. Confined to one loop. */
final class Latencies {
    private static final int MICROS_MAX = 200_000;

    private final long[] counts = new long[MICROS_MAX + 1];

    void add(long nanos) {
        counts[(int) Math.min(MICROS_MAX, Math.max(0, nanos / 1000))]++;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** The microseconds below which this part of all lies. */
    long micros(double part) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= all * part) {
                return i;
            }
        }
        return MICROS_MAX;
    }
}
