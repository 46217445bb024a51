package io.telpher.cache.purge;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The purges of the last second, which caches nearer to the origin may not have done yet: what such a cache gives meanwhile of what
 * it had stored may be what was purged. Safe for several threads.
 */
final class Settling {
    /** As long as any node may serve what is purged, by whichever clock. */
    static final long MILLIS = SharedPurges.DOUBT_NANOS / 1_000_000 + 1;

    /** Purges that are so close to each other count as one, of the time of the last. */
    private static final long STEP_MILLIS = 10;

    private final Deque<Since> recent = new ArrayDeque<>();
    private volatile long lastMillis = Long.MIN_VALUE / 2;

    /** Purges have begun at this time, when it was that moment of the store. */
    private record Since(long moment, long millis) {
        boolean over(long nowMillis) {
            return nowMillis - millis > STEP_MILLIS + MILLIS;
        }
    }

    /** A purge is about to be done, at a moment of the store. */
    synchronized void purging(long moment, long nowMillis) {
        drop(nowMillis);
        Since last = recent.peekLast();
        if (last == null || nowMillis - last.millis > STEP_MILLIS) {
            recent.add(new Since(moment, nowMillis));
        }
        lastMillis = nowMillis;
    }

    /** The store's moment before them, or the latest there can be if there are none. */
    long moment(long nowMillis) {
        return nowMillis - lastMillis > STEP_MILLIS + MILLIS ? Long.MAX_VALUE : first(nowMillis);
    }

    private synchronized long first(long nowMillis) {
        drop(nowMillis);
        Since first = recent.peekFirst();
        return first == null ? Long.MAX_VALUE : first.moment;
    }

    private void drop(long nowMillis) {
        while (!recent.isEmpty() && recent.getFirst().over(nowMillis)) {
            recent.removeFirst();
        }
    }
}
