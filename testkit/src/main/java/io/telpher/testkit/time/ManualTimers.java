package io.telpher.testkit.time;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: it stands still until a test advances it. Due tasks run in the order of their times, those of one moment
 * in the order in which they were asked for, each at its own time, on the thread that advances. Safe for use by several
 * threads, so that a virtual thread can wait on it.
 */
public final class ManualTimers implements Timers {
    private record Task(long dueNanos, long order, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::order));
    private long nowNanos;
    private long order;

    /** Time begins at zero. */
    public ManualTimers() {
        this(0);
    }

    /** Time begins at {@code startNanos}: negative or close to overflow, to test comparisons. */
    public ManualTimers(long startNanos) {
        nowNanos = startNanos;
    }

    @Override
    public synchronized long nanos() {
        return nowNanos;
    }

    @Override
    public synchronized Subscription after(long delayNanos, Runnable action) {
        Task task = new Task(nowNanos + Math.max(0, delayNanos), order++, action);
        tasks.add(task);
        notifyAll();
        return () -> remove(task);
    }

    private synchronized void remove(Task task) {
        tasks.remove(task);
    }

    /** How many tasks wait for their time. */
    public synchronized int pending() {
        return tasks.size();
    }

    /** Nanoseconds until the next task is due, or -1 if there is none. */
    public synchronized long nanosToNext() {
        Task next = tasks.peek();
        return next == null ? -1 : next.dueNanos() - nowNanos;
    }

    /** Moves time on, running what falls due on the way, and what that asks for within the same stretch. */
    public void advance(Duration step) {
        advanceNanos(step.toNanos());
    }

    /** Moves time on by nanoseconds; 0 runs only what is due now. */
    public void advanceNanos(long stepNanos) {
        if (stepNanos < 0) {
            throw new IllegalArgumentException("time does not go back: " + stepNanos);
        }
        long end = nanos() + stepNanos;
        for (Task task = takeDueBy(end); task != null; task = takeDueBy(end)) {
            task.action().run();
        }
        moveTo(end);
    }

    private synchronized @Nullable Task takeDueBy(long endNanos) {
        Task next = tasks.peek();
        if (next == null || next.dueNanos() - endNanos > 0) {
            return null;
        }
        tasks.remove(next);
        moveTo(next.dueNanos());
        return next;
    }

    private synchronized void moveTo(long nanos) {
        nowNanos = nanos;
    }

    /**
     * Waits, in real time, until {@code count} tasks wait here: how a test knows that another thread has begun to wait.
     */
    public synchronized void awaitPending(int count) throws InterruptedException {
        Patience patience = Patience.begin();
        while (tasks.size() < count) {
            if (patience.isOver()) {
                throw new AssertionError("expected " + count + " pending tasks, but there are " + tasks.size());
            }
            wait(patience.leftMillis());
        }
    }
}
