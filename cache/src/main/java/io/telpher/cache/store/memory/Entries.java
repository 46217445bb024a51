package io.telpher.cache.store.memory;

/**
 * What is known of each entry in a line of the processor's cache: its state, its hash, the chains and the queue that it is in, and
 * where its bytes are. The state is one word that readers change: how many use it, how often it was used of late, whether it
 * lives. Who has got hold of an entry may read all but the links; everything else needs the store's lock.
 */
final class Entries {
    static final int NONE = Table.NONE;
    static final int VISITS_MAX = 3;

    private static final int BYTES = 64;
    private static final int STATE = 0;
    private static final int NEXT_OF_KEY = 4;
    private static final int HASH = 8;
    private static final int NEXT_OF_URI = 16;
    private static final int PREVIOUS_OF_URI = 20;
    private static final int NEXT_IN_QUEUE = 24;
    private static final int PREVIOUS_IN_QUEUE = 28;
    private static final int RECORD = 32;
    private static final int FIRST_PAGE = 40;
    private static final int BETWEEN = 44; // a slot, in units of 16 bytes
    private static final int CHARGE = 48; // in units of 16 bytes
    private static final int FIRST_LABEL = 52;
    private static final int QUEUE = 56;
    private static final int SERIAL = 60;

    private static final int CHARGE_UNIT = 16;
    private static final int LIVE = 1 << 31; // 0 is dead, which is what memory begins as
    private static final int FROZEN = 1 << 30;
    private static final int VISIT = 1 << 28;
    private static final int VISITS = VISITS_MAX * VISIT;
    private static final int USERS = VISIT - 1;
    private static final int SPINS_MAX = 100_000;

    private final Pages pages;
    private final Table table;

    Entries(Pages pages) {
        this.pages = pages;
        this.table = new Table(pages, BYTES, NEXT_IN_QUEUE);
    }

    long bytes() {
        return table.bytes();
    }

    int end() {
        return table.end();
    }

    /** A new entry, which is used by who asks for it and found by nobody, or {@link #NONE}. */
    int take(long hash) {
        int entry = table.take();
        if (entry == NONE) {
            return NONE;
        }
        long at = table.at(entry);
        pages.int64(at + HASH, hash);
        pages.int32(at + NEXT_OF_KEY, NONE);
        pages.int32(at + NEXT_OF_URI, NONE);
        pages.int32(at + PREVIOUS_OF_URI, NONE);
        pages.int32(at + NEXT_IN_QUEUE, NONE);
        pages.int32(at + PREVIOUS_IN_QUEUE, NONE);
        pages.int64(at + RECORD, Slots.NONE);
        pages.int32(at + FIRST_PAGE, Pages.NONE);
        pages.int32(at + BETWEEN, Pages.NONE);
        pages.int32(at + CHARGE, 0);
        pages.int32(at + FIRST_LABEL, NONE);
        pages.int32(at + QUEUE, 0);
        return entry;
    }

    void give(int entry) {
        table.give(entry);
    }

    // === the state ===

    /** From now on it can be got hold of; so many use it already. */
    void live(int entry, int users) {
        pages.publish(table.at(entry) + STATE, LIVE | users);
    }

    /** Gets hold of an entry, so that its memory stays. @return false if it is dead */
    boolean hold(int entry, boolean visit) {
        long at = table.at(entry) + STATE;
        for (int spins = 0; spins < SPINS_MAX; spins++) {
            int state = pages.acquire(at);
            if ((state & LIVE) == 0) {
                return false;
            }
            if ((state & FROZEN) != 0) {
                Thread.onSpinWait(); // it is being moved
                continue;
            }
            int visited = visit && (state & VISITS) != VISITS ? VISIT : 0;
            if (pages.swap(at, state, state + 1 + visited)) {
                return true;
            }
        }
        return false;
    }

    /** Lets go of it. @return true if it is dead and this was the last who used it */
    boolean release(int entry) {
        int before = pages.add(table.at(entry) + STATE, -1);
        return (before & (LIVE | USERS)) == 1;
    }

    /** One more who uses it, told by one who does. */
    void holdAgain(int entry) {
        pages.add(table.at(entry) + STATE, 1);
    }

    /** Nobody gets hold of it any more. @return true if nobody uses it */
    boolean kill(int entry) {
        return (pages.and(table.at(entry) + STATE, ~LIVE) & USERS) == 0;
    }

    boolean used(int entry) {
        return (pages.acquire(table.at(entry) + STATE) & USERS) != 0;
    }

    boolean alive(int entry) {
        return (pages.acquire(table.at(entry) + STATE) & LIVE) != 0;
    }

    /** Keeps everybody from it for a moment. @return false if it is used or dead */
    boolean freeze(int entry) {
        long at = table.at(entry) + STATE;
        while (true) {
            int state = pages.acquire(at);
            if ((state & LIVE) == 0 || (state & USERS) != 0) {
                return false;
            }
            if ((state & FROZEN) != 0 || pages.swap(at, state, state | FROZEN)) {
                return true;
            }
        }
    }

    void thaw(int entry) {
        pages.and(table.at(entry) + STATE, ~FROZEN);
    }

    /** Takes one visit away. @return false if there was none left */
    boolean forgetVisit(int entry) {
        long at = table.at(entry) + STATE;
        while (true) {
            int state = pages.acquire(at);
            if ((state & VISITS) == 0) {
                return false;
            }
            if (pages.swap(at, state, state - VISIT)) {
                return true;
            }
        }
    }

    // === fields ===

    long hash(int entry) {
        return pages.int64(table.at(entry) + HASH);
    }

    /** The link that readers follow. */
    int nextOfKey(int entry) {
        return pages.acquire(table.at(entry) + NEXT_OF_KEY);
    }

    void nextOfKey(int entry, int next) {
        pages.publish(table.at(entry) + NEXT_OF_KEY, next);
    }

    int nextOfUri(int entry) {
        return pages.int32(table.at(entry) + NEXT_OF_URI);
    }

    void nextOfUri(int entry, int next) {
        pages.int32(table.at(entry) + NEXT_OF_URI, next);
    }

    int previousOfUri(int entry) {
        return pages.int32(table.at(entry) + PREVIOUS_OF_URI);
    }

    void previousOfUri(int entry, int previous) {
        pages.int32(table.at(entry) + PREVIOUS_OF_URI, previous);
    }

    int nextInQueue(int entry) {
        return pages.int32(table.at(entry) + NEXT_IN_QUEUE);
    }

    void nextInQueue(int entry, int next) {
        pages.int32(table.at(entry) + NEXT_IN_QUEUE, next);
    }

    int previousInQueue(int entry) {
        return pages.int32(table.at(entry) + PREVIOUS_IN_QUEUE);
    }

    void previousInQueue(int entry, int previous) {
        pages.int32(table.at(entry) + PREVIOUS_IN_QUEUE, previous);
    }

    int queue(int entry) {
        return pages.int32(table.at(entry) + QUEUE);
    }

    void queue(int entry, int queue) {
        pages.int32(table.at(entry) + QUEUE, queue);
    }

    /** The dead are in no queue, so they have its link for another one, which any thread sets. */
    int nextInGraveyard(int entry) {
        return pages.acquire(table.at(entry) + NEXT_IN_QUEUE);
    }

    void nextInGraveyard(int entry, int next) {
        pages.publish(table.at(entry) + NEXT_IN_QUEUE, next);
    }

    /** Of its content: it stays when all else of an entry changes. */
    int serial(int entry) {
        return pages.int32(table.at(entry) + SERIAL);
    }

    void serial(int entry, int serial) {
        pages.int32(table.at(entry) + SERIAL, serial);
    }

    int firstLabel(int entry) {
        return pages.int32(table.at(entry) + FIRST_LABEL);
    }

    void firstLabel(int entry, int label) {
        pages.int32(table.at(entry) + FIRST_LABEL, label);
    }

    // === where its bytes are ===

    /** The slot that has its head and the end of its content, or {@link Slots#NONE}. */
    long record(int entry) {
        return pages.int64(table.at(entry) + RECORD);
    }

    void record(int entry, long slot) {
        pages.int64(table.at(entry) + RECORD, slot);
    }

    /** The first of the pages that its content fills, or {@link Pages#NONE}. */
    int firstPage(int entry) {
        return pages.int32(table.at(entry) + FIRST_PAGE);
    }

    void firstPage(int entry, int page) {
        pages.int32(table.at(entry) + FIRST_PAGE, page);
    }

    /** The slot that has what comes between those and what is behind the record, or {@link Slots#NONE}. */
    long between(int entry) {
        int units = pages.int32(table.at(entry) + BETWEEN);
        return units == Pages.NONE ? Slots.NONE : Integer.toUnsignedLong(units) * Classes.UNIT;
    }

    void between(int entry, long slot) {
        pages.int32(table.at(entry) + BETWEEN, slot == Slots.NONE ? Pages.NONE : (int) (slot / Classes.UNIT));
    }

    /** How many bytes of memory it has. */
    long charge(int entry) {
        return (long) pages.int32(table.at(entry) + CHARGE) * CHARGE_UNIT;
    }

    void charge(int entry, long bytes) {
        pages.int32(table.at(entry) + CHARGE, (int) (bytes / CHARGE_UNIT));
    }
}
