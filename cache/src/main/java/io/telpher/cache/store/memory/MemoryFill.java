package io.telpher.cache.store.memory;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A response that comes into memory: whole pages, and after them a tail in a slot that grows until it is a page. When all is there,
 * the tail moves behind the record. Its own lock, which is taken before the store's, is for those who read meanwhile.
 */
final class MemoryFill implements Fill {
    private static final int FIRST_BYTES = 4096 - Slots.HEADER_BYTES;
    private static final int BEHIND_BYTES_MAX = 8192; // from where on sizes of slots are far apart

    final CacheKey key;
    final long keyHash;
    final Storable.Store what;
    final long moment;
    private final MemoryStore store;
    private final Space space;
    private final long length;
    private final Spin lock = new Spin();

    private int entry = Entries.NONE;
    private int firstPage = Pages.NONE;
    private int lastPage = Pages.NONE;
    private long pagedBytes;
    private long tailSlot = Slots.NONE;
    private int tailPage = Pages.NONE;
    private int tailBytes;
    private int tailMax;
    private long charge;
    private boolean refused;
    private boolean placed;
    private boolean complete;
    private int recordBytes;
    private int behindBytes;
    private int readPage = Pages.NONE; // the last one that was read from
    private long readFrom;

    MemoryFill(MemoryStore store, CacheKey key, long keyHash, Storable.Store what, long length, long moment) {
        this.store = store;
        this.space = store.space;
        this.key = key;
        this.keyHash = keyHash;
        this.what = what;
        this.length = length;
        this.moment = moment;
    }

    /** @return false if there is no room, or others are wanted more */
    boolean begin() {
        space.lock.lock();
        try {
            if (space.closed() || (length > 0 && space.unwanted(keyHash, length))) {
                return false;
            }
            entry = space.entry(keyHash);
            if (entry == Entries.NONE) {
                return false;
            }
            space.fillBegins();
            return true;
        } finally {
            space.lock.unlock();
        }
    }

    private long total() {
        return pagedBytes + tailBytes;
    }

    // === content ===

    @Override
    public boolean append(byte[] bytes, int offset, int count) {
        lock.lock();
        try {
            int done = 0;
            while (done < count && !refused) {
                int n = Math.min(count - done, tailMax - tailBytes);
                if (n == 0) {
                    refused = !room(count - done);
                } else {
                    space.pages.write(tailAt() + tailBytes, bytes, offset + done, n);
                    tailBytes += n;
                    done += n;
                }
            }
            return !refused;
        } finally {
            lock.unlock();
        }
    }

    private long tailAt() {
        return tailPage != Pages.NONE ? Pages.at(tailPage) : tailSlot + Slots.HEADER_BYTES;
    }

    /** Has the tail take more. */
    private boolean room(int coming) {
        long all = total() + coming;
        if (all > store.entryBytesMax() || (length != Body.UNKNOWN && all > length)) {
            return false;
        }
        space.lock.lock();
        try {
            if (length == Body.UNKNOWN && grown(all) && space.unwanted(keyHash, all)) {
                return false;
            }
            if (tailBytes == Pages.BYTES) {
                link();
            }
            long rest = length == Body.UNKNOWN ? Math.max(coming, FIRST_BYTES) : length - total();
            return enlarge(Math.clamp(tailBytes == 0 ? rest : 2L * tailBytes, 1, Pages.BYTES));
        } finally {
            space.lock.unlock();
        }
    }

    /** It is asked only now and then whether it is still worth it. */
    private boolean grown(long all) {
        return Long.highestOneBit(all) > total();
    }

    private void link() {
        if (lastPage == Pages.NONE) {
            firstPage = tailPage;
        } else {
            space.pages.link(lastPage, tailPage);
        }
        lastPage = tailPage;
        pagedBytes += Pages.BYTES;
        tailPage = Pages.NONE;
        tailBytes = 0;
        tailMax = 0;
    }

    private boolean enlarge(int bytes) {
        long from = tailBytes == 0 ? 0 : tailAt();
        long formerSlot = tailSlot;
        if (bytes > Classes.LARGEST_BYTES - Slots.HEADER_BYTES) {
            int page = space.page();
            if (page == Pages.NONE) {
                return false;
            }
            tailPage = page;
            tailSlot = Slots.NONE;
            tailMax = Pages.BYTES;
            charge(Pages.BYTES);
        } else {
            long slot = space.slot(bytes, entry);
            if (slot == Slots.NONE) {
                return false;
            }
            tailSlot = slot;
            tailMax = space.slotBytes(slot) - Slots.HEADER_BYTES;
            charge(space.slotBytes(slot));
        }
        if (tailBytes > 0) {
            space.pages.copy(from, tailAt(), tailBytes);
        }
        drop(formerSlot);
        return true;
    }

    private void charge(long bytes) {
        charge += bytes;
        space.filling(bytes);
    }

    private void drop(long slot) {
        if (slot != Slots.NONE) {
            charge(-space.slotBytes(slot));
            space.give(slot);
        }
    }

    @Override
    public int read(long position, byte[] into, int offset, int count) {
        lock.lock();
        try {
            if (position >= total()) {
                return 0;
            }
            if (placed) {
                long total = total();
                ByteBuffer piece = new Pieces(space, entry, recordBytes, behindBytes, total, position)
                        .next((int) Math.min(count, total - position));
                int read = piece.remaining();
                piece.get(into, offset, read);
                return read;
            }
            int n;
            if (position >= pagedBytes) {
                int within = (int) (position - pagedBytes);
                n = Math.min(count, tailBytes - within);
                space.pages.read(tailAt() + within, into, offset, n);
            } else {
                int within = (int) (position & (Pages.BYTES - 1));
                n = Math.min(count, Pages.BYTES - within);
                space.pages.read(Pages.at(page(position)) + within, into, offset, n);
            }
            return n;
        } finally {
            lock.unlock();
        }
    }

    /** Mostly the one that was read from before, or the next one. */
    private int page(long position) {
        if (readPage == Pages.NONE || position < readFrom) {
            readPage = firstPage;
            readFrom = 0;
        }
        while (position >= readFrom + Pages.BYTES) {
            readPage = space.pages.next(readPage);
            readFrom += Pages.BYTES;
        }
        return readPage;
    }

    // === the end ===

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        boolean stored = complete(meta, trailers, null);
        store.told(this, stored);
        return stored;
    }

    /** @param onto what it takes the place of, which must be there still; or null */
    boolean complete(StoredMeta meta, Fields trailers, @Nullable MemoryEntry onto) {
        byte[] record = RecordWriter.bytes(key, meta, what.fields(), what.labels(), trailers);
        if (record == null || refused || total() != MemoryEntry.bytes(meta)) {
            return false;
        }
        long[] labels = store.hashes(what.labels());
        lock.lock();
        space.lock.lock();
        try {
            complete = !store.purges.since(moment, key, what.labels())
                    && !space.closed()
                    && place(record)
                    && space.labels.add(entry, labels)
                    && add(meta, onto);
            return complete;
        } finally {
            space.lock.unlock();
            lock.unlock();
        }
    }

    private boolean add(StoredMeta meta, @Nullable MemoryEntry onto) {
        int former = onto == null ? store.sameVariant(key, keyHash, meta.variant()) : store.current(onto);
        if (onto != null && former == Entries.NONE) {
            return false;
        }
        space.filling(-charge);
        space.entries.charge(entry, charge);
        space.entries.serial(entry, store.serial());
        space.add(entry, store.uriHash(key, keyHash), 1, former);
        space.settle();
        return true;
    }

    /** Moves the tail behind the record, or as much of it as fills a slot there and the rest behind it, or leaves it where it is as the last page. */
    private boolean place(byte[] record) {
        if (tailBytes == Pages.BYTES) {
            link();
        }
        int between = record.length + tailBytes > BEHIND_BYTES_MAX ? filled(tailBytes) : 0;
        if (record.length + tailBytes - between <= Recorded.BYTES_MAX) {
            return place(record, between, tailBytes - between);
        }
        return (tailPage != Pages.NONE || enlarge(Pages.BYTES)) && keepTail() && place(record, 0, 0);
    }

    /** How many of these bytes fill a slot. */
    private static int filled(int bytes) {
        return bytes < BEHIND_BYTES_MAX / 2
                ? 0
                : Classes.bytes(Classes.filledBy(bytes + Slots.HEADER_BYTES)) - Slots.HEADER_BYTES;
    }

    private boolean keepTail() {
        int bytes = tailBytes;
        link();
        pagedBytes += bytes - Pages.BYTES;
        return true;
    }

    private boolean place(byte[] record, int between, int behind) {
        long slot = space.slot(record.length + behind - Slots.HEADER_BYTES, entry);
        long other = between > 0 && slot != Slots.NONE ? space.slot(between, entry) : Slots.NONE;
        if (slot == Slots.NONE || (between > 0 && other == Slots.NONE)) {
            space.give(slot);
            return false;
        }
        charge(space.slotBytes(slot) + (between > 0 ? space.slotBytes(other) : 0));
        space.pages.write(slot + Slots.HEADER_BYTES, record, Slots.HEADER_BYTES, record.length - Slots.HEADER_BYTES);
        space.pages.int32(slot + Recorded.LENGTHS, Recorded.lengths(record.length, behind));
        if (between > 0) {
            space.pages.copy(tailAt(), other + Slots.HEADER_BYTES, between);
        }
        if (behind > 0) {
            space.pages.copy(tailAt() + tailBytes - behind, slot + record.length, behind);
        }
        space.entries.record(entry, slot);
        space.entries.between(entry, other);
        recordBytes = record.length;
        behindBytes = behind;
        dropTail();
        space.entries.firstPage(entry, firstPage);
        placed = true;
        return true;
    }

    private void dropTail() {
        drop(tailSlot);
        tailSlot = Slots.NONE;
        if (tailPage != Pages.NONE) {
            charge(-Pages.BYTES);
            space.giveChain(tailPage);
            tailPage = Pages.NONE;
        }
    }

    @Override
    public void close() {
        space.lock.lock();
        try {
            if (!complete) {
                dropTail();
                space.filling(-charge);
                space.labels.remove(entry);
                space.entries.firstPage(entry, firstPage);
                space.free(entry);
            }
            space.fillEnds();
        } finally {
            space.lock.unlock();
        }
        if (complete) {
            space.release(entry);
        }
    }
}
