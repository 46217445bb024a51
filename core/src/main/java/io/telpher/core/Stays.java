package io.telpher.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many are still at something: its owner, and whoever uses it. When the last one has left, it is closed, once and for
 * good. Safe for several threads.
 */
public final class Stays {
    private static final int OVER = Integer.MIN_VALUE / 2; // far below what all who come too late can add

    private final AtomicInteger stays = new AtomicInteger(1);
    private final Runnable close;

    /**
     * The owner's stay.
     *
     * @param close called by the last one that leaves, on its thread, which may be an event loop: it must not block
     */
    public Stays(Runnable close) {
        this.close = close;
    }

    /** Somebody comes. @return false if all have left already */
    public boolean enter() {
        if (stays.getAndIncrement() >= 0) { // in one step: several threads come at the same time, request after request
            return true;
        }
        stays.getAndDecrement();
        return false;
    }

    /** Somebody who came leaves, or the owner does. */
    public void leave() {
        if (stays.decrementAndGet() == 0 && stays.compareAndSet(0, OVER)) { // else somebody came at the last moment
            close.run();
        }
    }

    /** How many there are now, the owner included. */
    public int count() {
        return Math.max(0, stays.get());
    }
}
