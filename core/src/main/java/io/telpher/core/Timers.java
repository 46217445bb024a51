package io.telpher.core;

/** A clock that can also call back: an event loop's timer, or virtual time in a test. */
public interface Timers extends Ticker {

    /** Runs {@code task} once, {@code delayNanos} from now, on this timer's thread. The task must not block. */
    Subscription after(long delayNanos, Runnable task);
}
