package io.telpher.core.pool;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so. Tasks run on the thread that lets it pass. */
final class ManualTimers implements Timers {
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now = 1_000_000_000_000L;
    private long order;

    private record Due(long at, long order, Runnable task) {}

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized Subscription after(long delayNanos, Runnable task) {
        Due due = new Due(now + delayNanos, order++, task);
        queue.add(due);
        return () -> {
            synchronized (this) {
                queue.remove(due);
            }
        };
    }

    /** Lets time pass and runs what falls due, in order. */
    void advance(long nanos) {
        long end = nanos() + nanos;
        for (Due due = next(end); due != null; due = next(end)) {
            due.task.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Due next(long end) {
        if (queue.isEmpty() || queue.peek().at > end) {
            return null;
        }
        Due due = queue.poll();
        now = due.at;
        return due;
    }

    synchronized int pending() {
        return queue.size();
    }
}
