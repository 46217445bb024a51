package io.telpher.cache.store.memory;

import java.util.Arrays;

/** The sizes of slots: each divides a page, and small ones are each about a thirty-second larger than the one before. */
final class Classes {
    static final int SMALLEST_BYTES = 128;
    static final int LARGEST_BYTES = Pages.BYTES / 2;
    static final int COUNT;

    /** What all sizes are multiples of. */
    static final int UNIT = 16;

    private static final int STEP = 32; // a thirty-second
    private static final int[] SIZES;
    private static final byte[] BY_UNITS = new byte[LARGEST_BYTES / UNIT + 1];

    static {
        int[] sizes = new int[128];
        int count = 0;
        int size = SMALLEST_BYTES;
        while (size < LARGEST_BYTES) {
            int fitted = Pages.BYTES / (Pages.BYTES / size) / UNIT * UNIT;
            sizes[count++] = fitted;
            size = Math.max(fitted + UNIT, fitted + fitted / STEP / UNIT * UNIT);
            size = Math.min(size, LARGEST_BYTES);
        }
        sizes[count++] = LARGEST_BYTES;
        SIZES = Arrays.copyOf(sizes, count);
        COUNT = count;
        int at = 0;
        for (int units = 0; units < BY_UNITS.length; units++) {
            while (SIZES[at] < units * UNIT) {
                at++;
            }
            BY_UNITS[units] = (byte) at;
        }
    }

    private Classes() {}

    /** The class of the smallest slot that holds so many bytes. */
    static int of(int bytes) {
        return BY_UNITS[(bytes + UNIT - 1) / UNIT];
    }

    /** The class of the largest slot that so many bytes fill. */
    static int filledBy(int bytes) {
        int sizeClass = of(Math.min(bytes, LARGEST_BYTES));
        return SIZES[sizeClass] <= bytes ? sizeClass : sizeClass - 1;
    }

    /** How large the slots of a class are. */
    static int bytes(int sizeClass) {
        return SIZES[sizeClass];
    }

    /** How many of them make a page. */
    static int perPage(int sizeClass) {
        return Pages.BYTES / SIZES[sizeClass];
    }
}
