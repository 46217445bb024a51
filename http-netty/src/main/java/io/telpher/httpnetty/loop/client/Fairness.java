package io.telpher.httpnetty.loop.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The rule by which loops and endpoints at the bound of an upstream get at each other's places. A place that moves costs a
 * connection, and then stays where it went; so it moves only if somebody waits much longer there, and one at a time.
 */
final class Fairness {
    /** By how much somebody elsewhere must have waited longer. */
    static final long UNFAIR_NANOS = 100_000_000L;

    /** How long it is at least from one place that moves to the next: what the last one changed must show first. */
    static final long EACH_NANOS = 10_000_000L;

    private static final long NEVER = 0;

    private final AtomicLong movedNanos = new AtomicLong(NEVER);

    /**
     * True if a place moves now: who is told so must see to it. Any thread.
     *
     * @param ownNanos since when the first waits who could have the place as it is
     * @param longestNanos since when the one has waited who has waited longest of all
     */
    boolean moves(long ownNanos, long longestNanos, long now) {
        if (ownNanos - longestNanos < UNFAIR_NANOS) {
            return false;
        }
        long moved = movedNanos.get();
        return (moved == NEVER || now - moved >= EACH_NANOS) && movedNanos.compareAndSet(moved, now);
    }
}
