package io.telpher.core;

/**
 * The one way in which policies wait: the thread parks and a {@link Timers} wakes it, so that a manual clock drives
 * everything. Timed waits of the JDK are not used above {@code net}.
 */
public final class Waiter {
    private final Timers timers;

    /** Waits by the given timers. */
    public Waiter(Timers timers) {
        this.timers = timers;
    }

    /** The clock by which it waits. */
    public Ticker ticker() {
        return timers;
    }

    /** Has {@code task}, which must not block, run later. */
    public Subscription after(long nanos, Runnable task) {
        return timers.after(nanos, task);
    }

    /** Waits for {@code nanos}. */
    public void sleep(long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return;
        }
        Cell<Boolean> cell = new Cell<>();
        try (Subscription timer = timers.after(nanos, () -> cell.complete(true))) {
            cell.join();
        }
    }

    /**
     * Waits for the cell's value.
     *
     * @return true if it came, false if {@code nanos} passed first; a zero or negative wait only looks
     */
    public boolean await(Cell<?> cell, long nanos) throws InterruptedException {
        if (cell.isDone() || nanos <= 0) {
            return cell.isDone();
        }
        // Both before the timer is set: it wakes once only, so it must find us and must not come before the end.
        long end = timers.nanos() + nanos;
        cell.enlist();
        try (Subscription timer = timers.after(nanos, cell::wake)) {
            while (!cell.isDone() && end - timers.nanos() > 0) {
                cell.park();
            }
        }
        return cell.isDone();
    }
}
