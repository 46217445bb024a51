package io.telpher.cache.filter;

import io.telpher.core.Ticker;

/** Milliseconds of the wall's clock when the process began plus what a ticker measured since: steps of the clock change nothing. */
public final class SteadyTime {
    private static final long MILLI_NANOS = 1_000_000;

    private final long startMillis;
    private final long startNanos;
    private final Ticker ticker;

    /** @param wallMillis what the wall's clock says now */
    public SteadyTime(long wallMillis, Ticker ticker) {
        this.startMillis = wallMillis;
        this.startNanos = ticker.nanos();
        this.ticker = ticker;
    }

    /** Now. */
    public long millis() {
        return startMillis + (ticker.nanos() - startNanos) / MILLI_NANOS;
    }
}
