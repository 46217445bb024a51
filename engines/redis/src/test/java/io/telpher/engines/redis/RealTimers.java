package io.telpher.engines.redis;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Real time, which real servers live in. */
final class RealTimers implements Timers {
    private static final ScheduledExecutorService SCHEDULER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    @Override
    public Subscription after(long delayNanos, Runnable task) {
        Future<?> scheduled = SCHEDULER.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
