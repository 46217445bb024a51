package io.telpher.cache.store.tiers;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.cache.store.disk.DiskEntry;
import io.telpher.cache.store.disk.DiskStore;
import io.telpher.core.Subscription;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Memory over disk as one store. What comes goes to both; what the memory has no room for stays on the disk, and comes back to the
 * memory when it is found there more than once. What changes, changes on the disk first, so that the memory never brings back what
 * is no more. Either may be in trouble alone.
 */
public final class Tiers implements Store {
    private final Store memory;
    private final DiskStore disk;
    private final Promotion promotion;
    private final Runnable closeDisk;
    private final Subscription kept;
    private final ReentrantLock purging = new ReentrantLock();

    /**
     * One over the other. What is in the memory stays on the disk.
     *
     * @param memory is this one's own
     * @param disk may be another one's as well, while one takes the other's place
     * @param memoryEntryBytesMax how long content is at most that is brought into memory
     * @param closeDisk lets go of the disk
     */
    public Tiers(Store memory, DiskStore disk, int memoryEntryBytesMax, Runnable closeDisk) {
        this.memory = memory;
        this.disk = disk;
        this.closeDisk = closeDisk;
        this.kept = disk.keep(key -> has(memory, key));
        this.promotion = new Promotion(memory, disk, memoryEntryBytesMax);
    }

    private static boolean has(Store memory, CacheKey key) {
        List<Entry> found = memory.peek(key);
        found.forEach(Entry::letGo);
        return !found.isEmpty();
    }

    @Override
    public Placement placement() {
        return disk.placement();
    }

    // === reading ===

    @Override
    public List<Entry> peek(CacheKey key) {
        List<Entry> found = memory.peek(key);
        if (found.isEmpty() || found.size() >= disk.count(key)) {
            return found;
        }
        found.forEach(Entry::letGo); // there are more on the disk
        return List.of();
    }

    @Override
    public List<Entry> find(CacheKey key) {
        List<Entry> here = memory.find(key);
        if (!here.isEmpty() && here.size() >= disk.count(key)) {
            return here;
        }
        Promotion.Moment moment = promotion.moment();
        List<Entry> there = disk.find(key);
        if (there.isEmpty()) {
            return here;
        }
        List<Entry> all = new ArrayList<>(here);
        for (Entry entry : there) {
            if (same(here, entry) == null) {
                all.add(entry);
                promotion.consider((DiskEntry) entry, moment);
            } else {
                entry.letGo();
            }
        }
        return all;
    }

    private static @Nullable Entry same(List<Entry> entries, Entry as) {
        for (Entry each : entries) {
            if (each.meta().variant().equals(as.meta().variant())) {
                return each;
            }
        }
        return null;
    }

    // === writing ===

    @Override
    public long moment() {
        return (disk.moment() << 32) | ofMemory(memory.moment()); // purges reach the two one after the other
    }

    @Override
    public long moment(CacheKey key) {
        return (disk.moment(key) << 32) | ofMemory(memory.moment(key));
    }

    private static long ofMemory(long moment) {
        return moment & 0xffff_ffffL;
    }

    private static long ofDisk(long moment) {
        return moment >>> 32;
    }

    @Override
    public @Nullable Fill begin(CacheKey key, Storable.Store what, long length, long moment) {
        Fill below = disk.begin(key, what, length, ofDisk(moment));
        boolean part = what.meta().held() != null; // grows by being joined, which happens on the disk
        Fill above = length > promotion.bytesMax() || (part && below != null)
                ? null
                : memory.begin(key, what, length, ofMemory(moment));
        return below == null && above == null ? null : new TierFill(this, key, above, below);
    }

    @Override
    public @Nullable Fill join(Entry stored, Storable.Store now, Ranges.Range part, long moment) {
        if (!(stored instanceof DiskEntry)) {
            Fill above = memory.join(stored, now, part, ofMemory(moment));
            return above == null ? null : new TierFill(this, stored.key(), above, null);
        }
        Fill below = disk.join(stored, now, part, ofDisk(moment));
        return below == null ? null : new TierFill(this, stored.key(), null, below);
    }

    /** Removes what a fill should have replaced, where it could not be stored. */
    void forget(CacheKey key, StoredMeta meta, boolean above, boolean below) {
        if (below) {
            forget(disk, key, meta);
        }
        if (above) {
            forget(memory, key, meta);
        }
    }

    private static void forget(Store store, CacheKey key, StoredMeta meta) {
        for (Entry entry : store.find(key)) {
            if (entry.meta().variant().equals(meta.variant())) {
                store.remove(entry);
            }
            entry.letGo();
        }
    }

    /** Something that is done to an entry of a store. */
    private interface Change {
        void to(Store store, Entry entry);
    }

    @Override
    public void update(Entry stored, Storable.Store now, long moment) {
        inBoth(stored, (store, entry) -> store.update(entry, now, store == disk ? ofDisk(moment) : ofMemory(moment)));
    }

    @Override
    public void remove(Entry stored) {
        inBoth(stored, Store::remove);
    }

    private void inBoth(Entry stored, Change change) {
        if (stored instanceof DiskEntry) {
            change.to(disk, stored);
            counterpart(memory, stored, change);
        } else {
            counterpart(disk, stored, change);
            change.to(memory, stored);
        }
    }

    /** What the other store has of the same response, unless that was replaced meanwhile. */
    private static void counterpart(Store other, Entry of, Change change) {
        for (Entry entry : other.find(of.key())) {
            if (entry.meta().equals(of.meta())) {
                change.to(other, entry);
            }
            entry.letGo();
        }
    }

    // === what goes ===

    @Override
    public long purge(Purge what, long nowMillis) {
        purging.lock();
        promotion.pause();
        try {
            long above = memory.purge(what, nowMillis);
            return Math.max(above, disk.purge(what, nowMillis));
        } finally {
            promotion.goOn();
            purging.unlock();
        }
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        NoVarySearch known = memory.learned(path);
        return known == null ? disk.learned(path) : known;
    }

    /** Of both: what stands in memory and on the disk is one entry, whose bytes are counted twice. */
    @Override
    public StoreNumbers numbers() {
        StoreNumbers above = memory.numbers();
        StoreNumbers below = disk.numbers();
        return new StoreNumbers(
                Math.max(above.entries(), below.entries()),
                above.bytes() + below.bytes(),
                above.bytesMax() + below.bytesMax(),
                Math.max(above.stored() - promotion.promoted(), below.stored()),
                below.evicted(),
                Math.min(above.refused(), below.refused()),
                above.troubles() + below.troubles());
    }

    /** The memory's own numbers. */
    public StoreNumbers memoryNumbers() {
        return memory.numbers();
    }

    /** The disk's own numbers. */
    public StoreNumbers diskNumbers() {
        return disk.numbers();
    }

    /** How many entries came back to memory. */
    public long promoted() {
        return promotion.promoted();
    }

    @Override
    public void close() {
        kept.close();
        memory.close();
        closeDisk.run();
    }
}
