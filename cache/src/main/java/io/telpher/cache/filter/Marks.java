package io.telpher.cache.filter;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys that are remembered for a while, in a fixed space: one that takes another's place has it forgotten, and one that looks like
 * another is taken for it. So it is for what may be wrong. Safe for several threads.
 */
final class Marks {
    private static final int PLACES = 1 << 14;

    private final AtomicLongArray places = new AtomicLongArray(PLACES);
    private final long lastsNanos;

    Marks(long lastsNanos) {
        this.lastsNanos = lastsNanos;
    }

    void add(String key, long nowNanos) {
        long hash = hash(key);
        places.set(place(hash), mark(hash, seconds(nowNanos + lastsNanos)));
    }

    void remove(String key) {
        long hash = hash(key);
        long known = places.get(place(hash));
        if (known >>> 24 == hash >>> 24) {
            places.compareAndSet(place(hash), known, 0);
        }
    }

    boolean has(String key, long nowNanos) {
        long hash = hash(key);
        long known = places.get(place(hash));
        return known != 0
                && known >>> 24 == hash >>> 24
                && (((known & 0xFF_FFFF) - seconds(nowNanos)) & 0xFF_FFFF) <= seconds(lastsNanos) + 1;
    }

    private static long mark(long hash, long seconds) {
        long mark = (hash >>> 24 << 24) | (seconds & 0xFF_FFFF);
        return mark == 0 ? 1 : mark;
    }

    private static long seconds(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }

    private static int place(long hash) {
        return (int) (hash >>> 24 & (PLACES - 1));
    }

    private static long hash(String key) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100_0000_01B3L;
        }
        return hash ^ (hash >>> 29);
    }
}
