package io.telpher.cache.store.memory;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.Variant;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Purges;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import io.telpher.resilience.limit.KeyHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory outside of the heap, for many small responses as well as for large ones. All that it takes is counted and
 * bounded. Finding is without locks.
 */
public final class MemoryStore implements Store {
    /** More than that is copied only to join a large part to it: else each of many small ones would have all copied once more. */
    static final long JOINED_BYTES_MAX = 16L << 20;

    /** So many bytes are copied at most for one that came, beyond that. */
    static final int JOINED_TIMES = 4;

    private static final int NONE = Entries.NONE;
    private static final int LOOKS_MAX = 64;
    private static final int STEPS_MAX = 10_000;

    final Space space;
    final Purges purges = new Purges();
    private final Learned learned = new Learned();
    private final KeyHash hash = new KeyHash();
    private final long bytesMax;
    private final long entryBytesMax;
    private final Changes changes;
    private final AtomicInteger serials = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong troubles = new AtomicLong();

    /**
     * An empty one.
     *
     * @param bytesMax how much memory it takes, with its index; at least a mebibyte, and in whole ones
     * @param entryBytesMax how long the content of one response may be
     */
    public MemoryStore(long bytesMax, long entryBytesMax) {
        this.bytesMax = bytesMax;
        this.entryBytesMax = entryBytesMax;
        this.space = new Space(bytesMax);
        this.changes = new Changes(this);
    }

    @Override
    public Placement placement() {
        return Placement.LOOP;
    }

    // === finding ===

    @Override
    public List<Entry> find(CacheKey key) {
        try {
            return space.closed() ? List.of() : found(key, hash(key));
        } catch (IllegalStateException closed) { // meanwhile
            return List.of();
        }
    }

    @Override
    public List<Entry> peek(CacheKey key) {
        return find(key);
    }

    long hash(CacheKey key) {
        return hash.of(key.text());
    }

    long uriHash(CacheKey key, long keyHash) {
        return key.more().isEmpty() ? keyHash : uriHash(key.uri());
    }

    long uriHash(String uri) {
        return hash.of(uri);
    }

    long tagHash(String tag) {
        return hash.of("tag " + tag);
    }

    long groupHash(String group) {
        return hash.of("group " + group);
    }

    long[] hashes(Labels labels) {
        return LongStream.concat(
                        labels.tags().stream().mapToLong(this::tagHash),
                        labels.groups().stream().mapToLong(this::groupHash))
                .toArray();
    }

    private List<Entry> found(CacheKey key, long keyHash) {
        for (int looks = 0; looks < LOOKS_MAX; looks++) {
            int version = space.chains.version(keyHash);
            if ((version & 1) != 0) {
                Thread.onSpinWait();
                continue;
            }
            List<Entry> found = look(key, keyHash);
            if (space.chains.version(keyHash) == version) {
                if (!found.isEmpty()) {
                    space.sketch.count(keyHash, space.count());
                }
                return found;
            }
            found.forEach(Entry::letGo);
        }
        return List.of();
    }

    private List<Entry> look(CacheKey key, long keyHash) {
        List<Entry> found = List.of();
        int number = space.chains.firstOfKey(keyHash);
        for (int steps = 0; number != NONE && steps < STEPS_MAX; steps++) {
            MemoryEntry entry = space.entries.hash(number) == keyHash ? hold(number, key, keyHash) : null;
            if (entry != null) {
                found = found.isEmpty() ? List.of(entry) : plus(found, entry);
            }
            number = space.entries.nextOfKey(number);
        }
        return found;
    }

    private static List<Entry> plus(List<Entry> some, Entry one) {
        List<Entry> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }

    private @Nullable MemoryEntry hold(int number, CacheKey key, long keyHash) {
        if (!space.entries.hold(number, true)) {
            return null;
        }
        if (space.entries.hash(number) == keyHash) {
            int lengths = lengths(number);
            Recorded record = record(number, lengths);
            if (record.is(key)) {
                return new MemoryEntry(space, number, key, record, Recorded.contentBytes(lengths));
            }
        }
        space.release(number);
        return null;
    }

    /** An entry that the caller uses. */
    MemoryEntry entry(int number) {
        int lengths = lengths(number);
        Recorded record = record(number, lengths);
        return new MemoryEntry(space, number, record.key(), record, Recorded.contentBytes(lengths));
    }

    int lengths(int number) {
        return space.pages.int32(space.entries.record(number) + Recorded.LENGTHS);
    }

    private Recorded record(int number, int lengths) {
        byte[] bytes = new byte[Recorded.recordBytes(lengths)];
        space.pages.read(space.entries.record(number), bytes, 0, bytes.length);
        return new Recorded(bytes);
    }

    // === taking ===

    @Override
    public long moment() {
        return purges.moment();
    }

    @Override
    public long moment(CacheKey key) {
        return purges.moment(key);
    }

    @Override
    public @Nullable Fill begin(CacheKey key, Storable.Store what, long length, long moment) {
        return refused(fill(key, what, length, moment));
    }

    @Override
    public @Nullable Fill join(Entry entry, Storable.Store now, Ranges.Range part, long moment) {
        long bytes = MemoryEntry.bytes(now.meta());
        boolean worth = bytes <= JOINED_BYTES_MAX || bytes / JOINED_TIMES <= part.length();
        MemoryFill fill = worth && bytes <= entryBytesMax ? fill(entry.key(), now, part.length(), moment) : null;
        return refused(fill == null ? null : new Joining(this, fill, (MemoryEntry) entry, part));
    }

    /** What comes into this store, or null if it is not wanted. */
    @Nullable
    MemoryFill fill(CacheKey key, Storable.Store what, long length, long moment) {
        if (length > entryBytesMax || purges.since(moment, key, what.labels())) {
            return null;
        }
        long keyHash = hash(key);
        try {
            MemoryFill fill = new MemoryFill(this, key, keyHash, what, length, moment);
            if (!fill.begin()) {
                return null;
            }
            space.sketch.count(keyHash, space.count());
            return fill;
        } catch (IllegalStateException closed) { // meanwhile
            return null;
        }
    }

    private @Nullable Fill refused(@Nullable Fill fill) {
        if (fill == null) {
            refused.incrementAndGet();
        }
        return fill;
    }

    long entryBytesMax() {
        return entryBytesMax;
    }

    /** The name of one more content: it stays while all else of an entry changes. */
    int serial() {
        return serials.incrementAndGet();
    }

    /** A response was stored, or was not after all. */
    void told(MemoryFill fill, boolean complete) {
        if (complete) {
            stored.incrementAndGet();
            learned.note(fill.key, fill.what.fields());
        } else {
            refused.incrementAndGet();
        }
    }

    // === with the lock ===

    /** The entry that has this content now, or {@link Entries#NONE}. */
    int current(MemoryEntry entry) {
        if (space.entries.alive(entry.number)) {
            return entry.number;
        }
        return first(
                entry.key(), hash(entry.key()), (number, record) -> space.entries.serial(number) == entry.serial());
    }

    /** The entry that answers the same requests, or {@link Entries#NONE}. */
    int sameVariant(CacheKey key, long keyHash, Variant variant) {
        return first(key, keyHash, (number, record) -> record.meta().variant().equals(variant));
    }

    private interface Wanted {
        boolean is(int number, Recorded record);
    }

    private int first(CacheKey key, long keyHash, Wanted wanted) {
        int number = space.chains.firstOfKey(keyHash);
        while (number != NONE) {
            if (space.entries.hash(number) == keyHash) {
                Recorded record = record(number, lengths(number));
                if (record.is(key) && wanted.is(number, record)) {
                    return number;
                }
            }
            number = space.entries.nextOfKey(number);
        }
        return NONE;
    }

    // === changing ===

    @Override
    public void update(Entry entry, Storable.Store now, long moment) {
        changes.update((MemoryEntry) entry, now, moment);
        learned.note(entry.key(), now.fields());
    }

    @Override
    public void remove(Entry entry) {
        changes.remove((MemoryEntry) entry);
    }

    @Override
    public long purge(Purge what, long nowMillis) {
        purges.note(what);
        return space.closed() ? 0 : changes.purge(what, nowMillis);
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        return learned.of(path);
    }

    @Override
    public StoreNumbers numbers() {
        space.lock.lock();
        try {
            return new StoreNumbers(
                    space.count(),
                    space.usedBytes(),
                    bytesMax,
                    stored.get(),
                    space.evicted(),
                    refused.get(),
                    troubles.get());
        } finally {
            space.lock.unlock();
        }
    }

    @Override
    public void close() {
        space.lock.lock();
        try {
            space.close();
        } finally {
            space.lock.unlock();
        }
    }
}
