package io.telpher.app.access;

import io.telpher.core.Ticker;
import java.time.InstantSource;

/** What the calendar says at a tick. The distance between the two clocks is measured now and then, not for each line. */
final class WallClock {
    private final Ticker ticker;
    private final InstantSource source;
    private volatile long offsetNanos;

    WallClock(Ticker ticker, InstantSource source) {
        this.ticker = ticker;
        this.source = source;
        measure();
    }

    /** Measures anew: the calendar may have been set. */
    void measure() {
        offsetNanos = source.millis() * 1_000_000L - ticker.nanos();
    }

    /** Nanoseconds since 1970 at {@code nanos} of the ticker. */
    long epochNanos(long nanos) {
        return nanos + offsetNanos;
    }
}
