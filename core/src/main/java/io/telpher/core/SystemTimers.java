package io.telpher.core;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Timers of this machine's clock on one daemon thread, for programs that use the library without event loops. What it calls must
 * not block.
 */
public final class SystemTimers implements Timers, AutoCloseable {
    private final Ticker ticker = Ticker.system();
    private final ScheduledThreadPoolExecutor executor;

    /** Nothing is scheduled yet. */
    public SystemTimers() {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("telpher-timers").factory());
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanos() {
        return ticker.nanos();
    }

    @Override
    public Subscription after(long delayNanos, Runnable task) {
        Future<?> scheduled = executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
