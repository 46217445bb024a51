package io.telpher.gateway.ratelimit;

import io.telpher.core.Ticker;
import io.telpher.gateway.FeatureContext;

/**
 * Nanoseconds since 1970 by the clock that only goes forward, so that windows begin with the minutes of the day that it was
 * when this was made. All limits of a process have the same.
 */
public final class LimitClock implements Ticker {
    private final Ticker ticker;
    private final long offsetNanos;

    private LimitClock(FeatureContext context) {
        this.ticker = context.waiter().ticker();
        this.offsetNanos = context.calendar().millis() * 1_000_000 - ticker.nanos();
    }

    /** The clock of this process. */
    public static LimitClock of(FeatureContext context) {
        return context.living().adopt(LimitClock.class, "", () -> new LimitClock(context));
    }

    @Override
    public long nanos() {
        return ticker.nanos() + offsetNanos;
    }
}
