package io.telpher.cache.store.disk;

/**
 * Where a head stands, in one number: 16 bits for the segment, 27 for the position and 14 for the length in units of 8 bytes, and
 * 7 for how many KiB of content stand right behind it. Never 0.
 */
final class Place {
    /** How long a segment can be. */
    static final int SEGMENT_BYTES_MAX = 1 << 30;
    /** How many segments there can be. */
    static final int SEGMENTS_MAX = 1 << 16;

    private Place() {}

    static long of(int slot, int position, int headBytes, int inlineBytes) {
        return ((long) slot << 48)
                | ((long) (position >>> 3) << 21)
                | ((long) ((headBytes + 7) >>> 3) << 7)
                | ((inlineBytes + 1023) >>> 10);
    }

    static int slot(long place) {
        return (int) (place >>> 48);
    }

    static int position(long place) {
        return (int) ((place >>> 21) & 0x7ffffff) << 3;
    }

    /** Rounded up. */
    static int headBytes(long place) {
        return (int) ((place >>> 7) & 0x3fff) << 3;
    }

    /** Rounded up. */
    static int inlineBytes(long place) {
        return (int) (place & 0x7f) << 10;
    }
}
