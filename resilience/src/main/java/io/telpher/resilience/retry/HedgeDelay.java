package io.telpher.resilience.retry;

/** When a call has taken so long that a second one is worth making. */
public interface HedgeDelay {

    /** How long, or a negative number as long as that is not known. */
    long nanos(long nowNanos);

    /** A call took so long, or longer: it was given up then. */
    void record(long nanos, long nowNanos);

    /** Always the same. */
    static HedgeDelay fixed(long nanos) {
        return new HedgeDelay() {
            @Override
            public long nanos(long nowNanos) {
                return nanos;
            }

            @Override
            public void record(long took, long nowNanos) {}
        };
    }

    /** What that part of the calls took less than, of late; at least {@code minNanos}. */
    static HedgeDelay percentile(double part, long minNanos, long nowNanos) {
        Latencies latencies = new Latencies(part, nowNanos);
        return new HedgeDelay() {
            @Override
            public long nanos(long now) {
                long known = latencies.nanos(now);
                return known < 0 ? known : Math.max(minNanos, known);
            }

            @Override
            public void record(long took, long now) {
                latencies.record(took, now);
            }
        };
    }
}
