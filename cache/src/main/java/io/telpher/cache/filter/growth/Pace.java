package io.telpher.cache.filter.growth;

import io.telpher.core.Ticker;

/** How fast something comes that has begun to come. */
final class Pace {
    /** As if they had come already: at the beginning nobody knows. */
    private static final int FIRST_BYTES = 64 * 1024;

    private final Ticker ticker;
    private final long beganNanos;

    Pace(Ticker ticker) {
        this.ticker = ticker;
        this.beganNanos = ticker.nanos();
    }

    /** True if a place will be reached within a time, if it goes on as it has until now. */
    boolean brings(long place, long came, long withinNanos) {
        double nanos = ticker.nanos() - beganNanos;
        return place <= came || nanos * (place - came) / (came + FIRST_BYTES) <= withinNanos;
    }
}
