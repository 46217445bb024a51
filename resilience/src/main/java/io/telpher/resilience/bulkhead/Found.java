package io.telpher.resilience.bulkhead;

import java.time.Duration;

/**
 * A limit as it was found so far, and what comes of one more batch of replies. Pure.
 *
 * <p>If replies take no longer than a quarter more than they do when nobody waits (the base), the limit rises by its root; if
 * they take longer, it falls in proportion, at most by half; it goes a fifth of that way with each batch. Only a limit that is
 * used by half moves. The base is the shortest mean of a batch; every ten seconds in which the limit was used it is measured
 * anew, with half of the limit: what it was is forgotten then, or whoever has become slower would be taken for overloaded.
 *
 * @param limit how many exchanges there may be
 * @param baseNanos how long a reply takes when nobody waits, 0 if that is not known yet
 * @param sinceNanos when the base was measured
 * @param resumed the limit to go back to once the base is measured, 0 while it is not being measured
 * @param settling true for the first batch of a measurement: its replies had waited for others yet
 */
record Found(double limit, int min, int max, double baseNanos, long sinceNanos, double resumed, boolean settling) {
    static final double TOLERANCE = 1.25;
    static final double SMOOTHING = 0.2;
    static final double STEEPEST = 0.5;
    static final long MEASURE_NANOS = Duration.ofSeconds(10).toNanos();
    /** Where replies take long, it is measured less often. */
    private static final int MEASURE_REPLIES = 50;

    /**
     * A batch.
     *
     * @param meanNanos how long replies took, 0 if there were none
     * @param failed the share of calls that failed
     * @param most how many exchanges there were at most
     */
    record Seen(double meanNanos, double failed, int most) {}

    static Found begin(int limit, int min, int max, long nowNanos) {
        return new Found(limit, min, max, 0, nowNanos, 0, false);
    }

    Found after(Seen seen, long nowNanos) {
        if (seen.meanNanos == 0) {
            return moved(1 - seen.failed / 2, baseNanos, sinceNanos);
        }
        if (resumed > 0) {
            return settling
                    ? new Found(limit, min, max, baseNanos, sinceNanos, resumed, false)
                    : new Found(resumed, min, max, seen.meanNanos, nowNanos, 0, false);
        }
        double base = baseNanos == 0 ? seen.meanNanos : Math.min(baseNanos, seen.meanNanos);
        if (seen.most * 2 < limit) { // nobody waits for anybody: that is what the base is
            return new Found(limit, min, max, seen.meanNanos, nowNanos, 0, false);
        }
        if (nowNanos - sinceNanos >= Math.max(MEASURE_NANOS, (long) (MEASURE_REPLIES * seen.meanNanos))) {
            return new Found(Math.max(min, limit / 2), min, max, base, sinceNanos, limit, true);
        }
        double gradient = Math.clamp(TOLERANCE * base / seen.meanNanos, STEEPEST, 1);
        return moved(gradient - seen.failed / 2, base, sinceNanos);
    }

    private Found moved(double gradient, double base, long since) {
        double wanted = limit * Math.max(STEEPEST, gradient) + (gradient <= STEEPEST ? 0 : Math.sqrt(limit));
        double next = Math.clamp(limit + (wanted - limit) * SMOOTHING, min, max);
        return new Found(next, min, max, base, since, 0, false);
    }
}
