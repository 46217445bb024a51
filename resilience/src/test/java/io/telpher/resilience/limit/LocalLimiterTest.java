package io.telpher.resilience.limit;

import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.testkit.contract.LimiterContract;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;

class LocalLimiterTest extends LimiterContract {
    private final ManualTimers time = new ManualTimers(60_000_000_000L * 1_000_000);
    private final Limiter limiter = new LocalLimiter(time, 100, new Counter());

    @Override
    protected Limiter limiter() {
        return limiter;
    }

    @Override
    protected void pass(Duration step) {
        time.advance(step);
    }
}
