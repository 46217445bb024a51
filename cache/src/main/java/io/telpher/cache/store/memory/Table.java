package io.telpher.cache.store.memory;

import java.util.Arrays;

/**
 * Records of one size, known by numbers from 0 on, which are reused. Their pages are never given back, so that a number always
 * means a record, if another one than before: who comes by an old number finds out without touching what is not a record. Reading
 * is for any thread; taking and giving back need the store's lock.
 */
final class Table {
    static final int NONE = -1;

    private final Pages pages;
    private final int recordBytes;
    private final int perPage;
    private final int reusedAt;
    private volatile int[] places = {};
    private int count;
    private int fresh; // the first number that was never used
    private int free = NONE;

    /** @param reusedAt where in a free record the number of the next free one stands */
    Table(Pages pages, int recordBytes, int reusedAt) {
        this.pages = pages;
        this.recordBytes = recordBytes;
        this.reusedAt = reusedAt;
        this.perPage = Pages.BYTES / recordBytes;
    }

    /** Where the record of a number is. */
    long at(int number) {
        return Pages.at(places[number / perPage]) + (long) (number % perPage) * recordBytes;
    }

    /** All numbers that were ever used are below. */
    int end() {
        return fresh;
    }

    /** How many bytes the records' pages have. */
    long bytes() {
        return (long) count << Pages.BITS;
    }

    /** A record, or {@link #NONE} if there is no page for more. */
    int take() {
        int number = free;
        if (number != NONE) {
            free = pages.int32(at(number) + reusedAt);
            return number;
        }
        if (fresh == count * perPage && !grow()) {
            return NONE;
        }
        return fresh++;
    }

    private boolean grow() {
        int page = pages.takeClean();
        if (page == Pages.NONE) {
            return false;
        }
        int[] now = places;
        if (count == now.length) {
            now = Arrays.copyOf(now, Math.max(16, now.length * 2));
        }
        now[count++] = page;
        places = now;
        return true;
    }

    /** Gives a record back. */
    void give(int number) {
        pages.int32(at(number) + reusedAt, free);
        free = number;
    }
}
