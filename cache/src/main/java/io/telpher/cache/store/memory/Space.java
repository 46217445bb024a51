package io.telpher.cache.store.memory;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory of a store and the entries in it: who takes some has others removed for it. Getting hold of entries and letting go of
 * them is for any thread; everything else needs the lock, which is never held for long.
 */
final class Space implements Slots.Owners {
    private static final int NONE = Entries.NONE;
    private static final int BYTES_PER_CHAIN = 1024;
    private static final int BYTES_PER_COUNTED = 256;
    private static final int LABELS_PER_CHAIN = 16;
    private static final int WINDOW_PART = 100;
    private static final int FREE_PART = 32;
    private static final int HEAP_BYTES_PER_PAGE = 21;
    private static final int EVICTED_AT_ONCE_MAX = 4096;
    private static final int MOVED_AT_ONCE_MAX = 64;

    final Spin lock = new Spin();
    final Pages pages;
    final Entries entries;
    final Chains chains;
    final Sketch sketch;
    final LabelIndex labels;

    private final Slots slots;
    private final Eviction eviction;
    private final int[] sharers; // how many entries have the chain that begins with a page
    private final long freeBytesMin;
    private final AtomicInteger graveyard = new AtomicInteger(NONE);
    private int buried; // dead, and used still
    private int fills;
    private long fillBytes;
    private long entryBytes;
    private int count; // read without the lock as well, where it need not be exact
    private long evicted;
    private volatile boolean closed;
    private boolean over;

    Space(long bytesMax) {
        this.pages = new Pages(bytesMax);
        long limit = (long) pages.limit() * Pages.BYTES;
        int size = powerOfTwo(limit / BYTES_PER_CHAIN, 1 << 28);
        this.entries = new Entries(pages);
        this.chains = new Chains(pages, entries, size);
        this.sketch = new Sketch(pages, powerOfTwo(limit / BYTES_PER_COUNTED / Pages.BYTES, 1 << 12));
        this.labels = new LabelIndex(pages, entries, Math.max(1, size / LABELS_PER_CHAIN));
        this.slots = new Slots(pages);
        this.eviction = new Eviction(entries, sketch, limit / WINDOW_PART);
        this.sharers = new int[pages.limit()];
        this.freeBytesMin = limit / FREE_PART;
    }

    private static int powerOfTwo(long about, int most) {
        return Integer.highestOneBit(Math.clamp(about, 1, most));
    }

    // === any thread ===

    /** How many entries can be found. */
    int count() {
        return count;
    }

    boolean closed() {
        return closed;
    }

    /** An entry that was got hold of is needed no more. */
    void release(int entry) {
        if (!entries.release(entry)) {
            return;
        }
        int first;
        do {
            first = graveyard.get();
            entries.nextInGraveyard(entry, first);
        } while (!graveyard.compareAndSet(first, entry));
        if (closed) {
            lock.lock();
            bury();
            lock.unlock();
        } else if (lock.tryLock()) {
            bury();
            lock.unlock();
        } // else whoever takes memory next does it
    }

    // === taking memory ===

    /** A slot, or {@link Slots#NONE} if there is no room even without everybody else. */
    long slot(int bytes, int owner) {
        for (int i = 0; i < EVICTED_AT_ONCE_MAX; i++) {
            long slot = slots.take(bytes, owner);
            if (slot != Slots.NONE || !room()) {
                return slot;
            }
        }
        return Slots.NONE;
    }

    int slotBytes(long slot) {
        return slots.bytes(slot);
    }

    void give(long slot) {
        if (slot != Slots.NONE) {
            slots.give(slot);
        }
    }

    /** A page, or {@link Pages#NONE}. */
    int page() {
        for (int i = 0; i < EVICTED_AT_ONCE_MAX; i++) {
            int page = pages.take();
            if (page != Pages.NONE) {
                sharers[page] = 1;
                return page;
            }
            if (!room()) {
                break;
            }
        }
        return Pages.NONE;
    }

    /** An entry that nobody finds yet, or {@link Entries#NONE}. */
    int entry(long hash) {
        for (int i = 0; i < EVICTED_AT_ONCE_MAX; i++) {
            int entry = entries.take(hash);
            if (entry != NONE || !room()) {
                return entry;
            }
        }
        return NONE;
    }

    /** One more entry has a chain of pages. */
    void share(int firstPage) {
        if (firstPage != Pages.NONE) {
            sharers[firstPage]++;
        }
    }

    /** One entry less has a chain of pages. */
    void giveChain(int firstPage) {
        if (firstPage == Pages.NONE || --sharers[firstPage] > 0) {
            return;
        }
        int page = firstPage;
        while (page != Pages.NONE) {
            int next = pages.next(page);
            pages.give(page);
            page = next;
        }
    }

    /** Makes some room, if not enough yet. @return false if there is nothing to make it of */
    private boolean room() {
        return bury() || slots.evacuate(this) || evict();
    }

    private boolean evict() {
        int entry = eviction.next(fillBytes);
        if (entry == NONE) {
            return false;
        }
        evicted++;
        remove(entry);
        return true;
    }

    /** True if what is as large as this would have others removed who are asked for more often than it is. */
    boolean unwanted(long hash, long bytes) {
        return bytes > eviction.windowMaxBytes() && bytes > freeBytes() - freeBytesMin && !eviction.prefers(hash);
    }

    /** So much more, or less, is being filled. */
    void filling(long bytes) {
        fillBytes += bytes;
    }

    void fillBegins() {
        fills++;
    }

    void fillEnds() {
        fills--;
        end();
    }

    private long freeBytes() {
        return ((long) pages.available() << Pages.BITS) + slots.freeBytes();
    }

    // === entries ===

    /** It can be found from now on, in the place of {@code former} if there is one. So many use it already. */
    void add(int entry, long uriHash, int users, int former) {
        entries.live(entry, users);
        if (former == NONE) {
            eviction.add(entry);
        } else {
            eviction.replace(former, entry);
        }
        chains.add(entry, uriHash);
        entryBytes += entries.charge(entry);
        count++;
        if (former != NONE) {
            remove(former);
        }
    }

    /** Has the window within its bounds again. */
    void settle() {
        for (int i = 0; i < MOVED_AT_ONCE_MAX && eviction.windowFull(fillBytes); i++) {
            if (freeBytes() > freeBytesMin) {
                eviction.promote();
            } else {
                evict();
            }
        }
    }

    /** It is found no more. Its memory is free once nobody uses it. */
    void remove(int entry) {
        chains.remove(entry);
        labels.remove(entry);
        eviction.remove(entry);
        entryBytes -= entries.charge(entry);
        count--;
        if (entries.kill(entry)) {
            free(entry);
        } else {
            buried++;
        }
    }

    /** Frees those whom nobody uses any more. */
    private boolean bury() {
        if (graveyard.get() == NONE) {
            return false;
        }
        int entry = graveyard.getAndSet(NONE);
        while (entry != NONE) {
            int next = entries.nextInGraveyard(entry);
            buried--;
            free(entry);
            entry = next;
        }
        end();
        return true;
    }

    /** Gives back all that an entry has which nobody finds. */
    void free(int entry) {
        give(entries.record(entry));
        give(entries.between(entry));
        giveChain(entries.firstPage(entry));
        entries.give(entry);
    }

    // === moving ===

    @Override
    public boolean freeze(int owner) {
        return entries.freeze(owner);
    }

    @Override
    public void moved(int owner, long from, long to) {
        if (entries.record(owner) == from) {
            entries.record(owner, to);
        } else {
            entries.between(owner, to);
        }
    }

    @Override
    public void thaw(int owner) {
        entries.thaw(owner);
    }

    // === the whole ===

    /** What entries and fills have, with their part of the tables. */
    long usedBytes() {
        return entryBytes + fillBytes + entries.bytes() + labels.bytes();
    }

    /** What is there whether there are entries or not. */
    long fixedBytes() {
        return chains.bytes() + sketch.bytes();
    }

    /** All that was got from the system and is not free, with what pages cost on the heap. */
    long takenBytes() {
        return pages.bytes() - ((long) pages.unused() << Pages.BITS) + (long) pages.limit() * HEAP_BYTES_PER_PAGE;
    }

    /** What entries and fills have. */
    long chargedBytes() {
        return entryBytes + fillBytes;
    }

    /** How much of the memory for entries is in free parts of pages that are in use. */
    long fragmentedBytes() {
        return slots.freeBytes();
    }

    long evicted() {
        return evicted;
    }

    /** Nothing is found or taken any more; what is used goes when it is let go. */
    void close() {
        if (!closed) {
            closed = true;
            for (int entry = 0; entry < entries.end(); entry++) {
                if (entries.alive(entry)) {
                    remove(entry);
                }
            }
            bury();
            end();
        }
    }

    private void end() {
        if (closed && buried == 0 && fills == 0 && count == 0 && !over) {
            over = true;
            pages.close();
        }
    }
}
