package io.telpher.cache.store.memory;

import java.util.Arrays;

/**
 * Pages that are cut into slots of one size each. A slot begins with the number of its owner, by which a page that is hardly used
 * can be emptied: what is in it moves to the free slots of others. So the memory in free slots stays within a bound, however sizes
 * change. Needs the store's lock.
 */
final class Slots {
    /** Whoever has a slot: it is asked whether that may be moved, and told where to. */
    interface Owners {
        /** Keeps everybody from using what this owner has, which may be so already. @return false if somebody uses it */
        boolean freeze(int owner);

        /** Its slot is elsewhere now. */
        void moved(int owner, long from, long to);

        /** It may be used again. */
        void thaw(int owner);
    }

    /** What of a slot is the owner's number. */
    static final int HEADER_BYTES = 4;

    static final long NONE = -1;

    private static final int LOOKED_AT_MAX = 16;
    private static final byte NO_CLASS = -1;

    private final Pages pages;
    private final byte[] classes;
    private final short[] used;
    private final short[] free; // the first free slot of a page
    private final int[] previous;
    private final int[] following;
    private final int[] partial = new int[Classes.COUNT]; // pages with free slots
    private final int[] freeSlots = new int[Classes.COUNT];
    private final int[] frozen = new int[Pages.BYTES / Classes.SMALLEST_BYTES];
    private long freeBytes;

    Slots(Pages pages) {
        this.pages = pages;
        int limit = pages.limit();
        this.classes = new byte[limit];
        this.used = new short[limit];
        this.free = new short[limit];
        this.previous = new int[limit];
        this.following = new int[limit];
        Arrays.fill(classes, NO_CLASS);
        Arrays.fill(partial, Pages.NONE);
    }

    /** How many bytes are in free slots. */
    long freeBytes() {
        return freeBytes;
    }

    /** How large the slot at a place is. */
    int bytes(long at) {
        return Classes.bytes(classes[page(at)]);
    }

    private static int page(long at) {
        return (int) (at >>> Pages.BITS);
    }

    /** A slot for so many bytes and its header, or {@link #NONE} if there is neither a free one nor a page. */
    long take(int bytes, int owner) {
        int sizeClass = Classes.of(bytes + HEADER_BYTES);
        int page = partial[sizeClass];
        if (page == Pages.NONE) {
            page = pages.take();
            if (page == Pages.NONE) {
                return NONE;
            }
            cut(page, sizeClass);
        }
        return takeFrom(page, sizeClass, owner);
    }

    private long takeFrom(int page, int sizeClass, int owner) {
        long at = Pages.at(page) + (long) free[page] * Classes.bytes(sizeClass);
        free[page] = (short) (-2 - pages.int32(at));
        pages.int32(at, owner);
        used[page]++;
        freeSlots[sizeClass]--;
        freeBytes -= Classes.bytes(sizeClass);
        if (free[page] < 0) {
            unlink(page, sizeClass);
        }
        return at;
    }

    /** Free slots form a list, each with {@code -2 - next} where its owner's number would be. */
    private void cut(int page, int sizeClass) {
        int count = Classes.perPage(sizeClass);
        int bytes = Classes.bytes(sizeClass);
        for (int i = 0; i < count; i++) {
            pages.int32(Pages.at(page) + (long) i * bytes, i + 1 < count ? -2 - (i + 1) : -1);
        }
        classes[page] = (byte) sizeClass;
        used[page] = 0;
        free[page] = 0;
        freeSlots[sizeClass] += count;
        freeBytes += (long) count * bytes;
        link(page, sizeClass);
    }

    /** Gives a slot back. */
    void give(long at) {
        int page = page(at);
        int sizeClass = classes[page];
        int bytes = Classes.bytes(sizeClass);
        int index = (int) (at & (Pages.BYTES - 1)) / bytes;
        boolean wasFull = free[page] < 0;
        pages.int32(at, -2 - free[page]);
        free[page] = (short) index;
        used[page]--;
        freeSlots[sizeClass]++;
        freeBytes += bytes;
        if (used[page] == 0) {
            dissolve(page, sizeClass, wasFull);
        } else if (wasFull) {
            link(page, sizeClass);
        }
    }

    private void dissolve(int page, int sizeClass, boolean wasFull) {
        if (!wasFull) {
            unlink(page, sizeClass);
        }
        int count = Classes.perPage(sizeClass);
        freeSlots[sizeClass] -= count;
        freeBytes -= (long) count * Classes.bytes(sizeClass);
        classes[page] = NO_CLASS;
        pages.give(page);
    }

    private void link(int page, int sizeClass) {
        int first = partial[sizeClass];
        previous[page] = Pages.NONE;
        following[page] = first;
        if (first != Pages.NONE) {
            previous[first] = page;
        }
        partial[sizeClass] = page;
    }

    private void unlink(int page, int sizeClass) {
        int before = previous[page];
        int after = following[page];
        if (before == Pages.NONE) {
            partial[sizeClass] = after;
        } else {
            following[before] = after;
        }
        if (after != Pages.NONE) {
            previous[after] = before;
        }
    }

    // === emptying pages ===

    /** Makes a page free by moving what is in it. @return false if no page is worth it, or all are in use */
    boolean evacuate(Owners owners) {
        int most = -1;
        for (int each = 0; each < Classes.COUNT; each++) {
            if (freeSlots[each] >= Classes.perPage(each) && (most < 0 || freeBytes(each) > freeBytes(most))) {
                most = each;
            }
        }
        return most >= 0 && evacuate(most, owners);
    }

    private long freeBytes(int sizeClass) {
        return (long) freeSlots[sizeClass] * Classes.bytes(sizeClass);
    }

    /** Looks at some pages only: which is the emptiest of all is not worth knowing. */
    private boolean evacuate(int sizeClass, Owners owners) {
        int emptiest = Pages.NONE;
        int looked = 0;
        for (int page = partial[sizeClass]; page != Pages.NONE && looked < LOOKED_AT_MAX; page = following[page]) {
            if (emptiest == Pages.NONE || used[page] < used[emptiest]) {
                emptiest = page;
            }
            looked++;
        }
        if (emptiest == Pages.NONE) {
            return false;
        }
        unlink(emptiest, sizeClass); // so that nothing moves into it
        if (!freeze(emptiest, sizeClass, owners)) {
            linkLast(emptiest, sizeClass); // others are looked at next time
            return false;
        }
        empty(emptiest, sizeClass, owners);
        return true;
    }

    private void linkLast(int page, int sizeClass) {
        int last = partial[sizeClass];
        if (last == Pages.NONE) {
            link(page, sizeClass);
            return;
        }
        for (int i = 0; i < LOOKED_AT_MAX && following[last] != Pages.NONE; i++) {
            last = following[last];
        }
        int after = following[last];
        following[last] = page;
        previous[page] = last;
        following[page] = after;
        if (after != Pages.NONE) {
            previous[after] = page;
        }
    }

    private boolean freeze(int page, int sizeClass, Owners owners) {
        int count = 0;
        boolean all = true;
        for (int i = 0; i < Classes.perPage(sizeClass) && all; i++) {
            int owner = pages.int32(Pages.at(page) + (long) i * Classes.bytes(sizeClass));
            if (owner >= 0) {
                all = owners.freeze(owner);
                if (all) {
                    frozen[count++] = owner;
                }
            }
        }
        for (int i = 0; i < count && !all; i++) {
            owners.thaw(frozen[i]);
        }
        return all;
    }

    private void empty(int page, int sizeClass, Owners owners) {
        int bytes = Classes.bytes(sizeClass);
        int whole = Classes.perPage(sizeClass);
        int count = 0;
        for (int i = 0; i < whole; i++) {
            long from = Pages.at(page) + (long) i * bytes;
            int owner = pages.int32(from);
            if (owner >= 0) {
                long to = takeFrom(partial[sizeClass], sizeClass, owner);
                pages.copy(from + HEADER_BYTES, to + HEADER_BYTES, bytes - HEADER_BYTES);
                owners.moved(owner, from, to);
                frozen[count++] = owner;
            }
        }
        for (int i = 0; i < count; i++) {
            owners.thaw(frozen[i]); // only now: an owner may have two of these slots
        }
        freeSlots[sizeClass] -= whole - count;
        freeBytes -= (long) (whole - count) * bytes;
        classes[page] = NO_CLASS;
        pages.give(page);
    }
}
