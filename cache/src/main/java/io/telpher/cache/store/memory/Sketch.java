package io.telpher.cache.store.memory;

/**
 * How often keys were asked for of late, whether stored or not, in a count-min sketch: four counters of 4 bits for each key, all in
 * one line of the processor's cache, of which the least counts. Age is taken from it piece by piece: a long is halved every few
 * counts, so that all are once for sixteen uses of each entry. Any thread may count; what is lost when two do at once does not
 * matter.
 */
final class Sketch {
    static final int COUNT_MAX = 15;

    private static final int USES = 16;
    private static final int AGED_AT_ONCE_MAX = 4;
    private static final int LONGS_PER_PAGE_BITS = Pages.BITS - 3;
    private static final int IN_PAGE = (1 << LONGS_PER_PAGE_BITS) - 1;
    private static final long HALVES = 0x7777_7777_7777_7777L;

    private final Pages pages;
    private final int[] places;
    private final int longs;
    private int hand; // the next long to be halved
    private long owed;

    /** @param size how many pages it has; a power of two */
    Sketch(Pages pages, int size) {
        this.pages = pages;
        this.places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = pages.takeClean();
            if (places[i] == Pages.NONE) {
                throw new OutOfMemoryError("the system has no memory for the frequencies of a cache");
            }
        }
        this.longs = size << LONGS_PER_PAGE_BITS;
    }

    long bytes() {
        return (long) places.length << Pages.BITS;
    }

    private long at(int index) {
        return Pages.at(places[index >>> LONGS_PER_PAGE_BITS]) + (index & IN_PAGE) * 8L;
    }

    private int line(long hash) {
        return (int) (hash >>> 8) & (longs - 1) & ~7;
    }

    /** One long in each quarter of the line, and 4 bits in it. */
    private static int place(long hash, int row) {
        return 2 * row + (int) (hash >>> (56 + row) & 1);
    }

    private static int shift(long hash, int row) {
        return (int) (hash >>> (40 + 4 * row) & 15) << 2;
    }

    /** It was asked for. The more {@code entries} there are, the slower it ages. */
    void count(long hash, int entries) {
        long mixed = mix(hash);
        int line = line(mixed);
        for (int row = 0; row < 4; row++) {
            long at = at(line + place(mixed, row));
            int shift = shift(mixed, row);
            long value = pages.int64(at);
            if ((value >>> shift & 15) < COUNT_MAX) {
                pages.int64(at, value + (1L << shift));
            }
        }
        age(entries);
    }

    /** How often it was asked for, or a little more. */
    int frequency(long hash) {
        long mixed = mix(hash);
        int line = line(mixed);
        int least = COUNT_MAX;
        for (int row = 0; row < 4; row++) {
            long value = pages.int64(at(line + place(mixed, row)));
            least = Math.min(least, (int) (value >>> shift(mixed, row) & 15));
        }
        return least;
    }

    private void age(int entries) {
        long due = (long) USES * Math.max(1, entries);
        owed += longs;
        for (int i = 0; i < AGED_AT_ONCE_MAX && owed >= due; i++) {
            owed -= due;
            int index = hand & (longs - 1);
            hand = index + 1;
            long at = at(index);
            pages.int64(at, pages.int64(at) >>> 1 & HALVES);
        }
        if (owed >= due) {
            owed = 0;
        }
    }

    /** The index uses other bits of the hash, but both would be bad together if it were a bad one. */
    private static long mix(long hash) {
        long mixed = (hash ^ hash >>> 32) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> 29;
    }
}
