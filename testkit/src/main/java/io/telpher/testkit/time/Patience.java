package io.telpher.testkit.time;

import java.util.concurrent.TimeUnit;

/**
 * How long tests wait for something real (a socket, a process, a browser) before they fail: generous, because a busy
 * machine is no failure. The only real clock in this room.
 */
public final class Patience {
    /** The limit of most waits. */
    public static final int LIMIT_MILLIS = 10_000;

    private static final long STEP_MILLIS = 10;

    private final long endNanos;

    private Patience(long limitNanos) {
        endNanos = System.nanoTime() + limitNanos;
    }

    /** From now on, with the usual limit. */
    public static Patience begin() {
        return new Patience(TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS));
    }

    /** From now on. */
    public static Patience begin(long limitNanos) {
        return new Patience(limitNanos);
    }

    /** True if the limit has passed. */
    public boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** What is left, at least 1 because a time-out of 0 means forever to a socket. */
    public int leftMillis() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
    }

    /** Lets a moment pass between two looks at something that cannot call back, such as another process's port. */
    public static void pause() throws InterruptedException {
        Thread.sleep(STEP_MILLIS);
    }
}
