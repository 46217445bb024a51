package io.telpher.cache.store.memory;

/** An array outside of the heap, of numbers from {@link #NONE} on; all are that at first. */
final class Ints {
    static final int NONE = -1;

    private static final int PER_PAGE_BITS = Pages.BITS - 2;
    private static final int IN_PAGE = (1 << PER_PAGE_BITS) - 1;

    private final Pages pages;
    private final int[] places;

    /** @param count a power of two, of which whole pages are made */
    Ints(Pages pages, int count) {
        this.pages = pages;
        this.places = new int[Math.max(1, count >>> PER_PAGE_BITS)];
        for (int i = 0; i < places.length; i++) {
            places[i] = pages.takeClean();
            if (places[i] == Pages.NONE) {
                throw new OutOfMemoryError("the system has no memory for the index of a cache");
            }
        }
    }

    int count() {
        return places.length << PER_PAGE_BITS;
    }

    long bytes() {
        return (long) places.length << Pages.BITS;
    }

    private long at(int index) {
        return Pages.at(places[index >>> PER_PAGE_BITS]) + (index & IN_PAGE) * 4L;
    }

    /** What {@link #set} put there, and all that was written before. */
    int value(int index) {
        return pages.acquire(at(index)) - 1;
    }

    void set(int index, int value) {
        pages.publish(at(index), value + 1);
    }
}
