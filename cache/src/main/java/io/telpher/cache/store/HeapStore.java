package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.http.Body;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store on the heap, for small caches and tests: plain, behind one lock. What was not used for the longest time goes first.
 */
public final class HeapStore implements Store {
    private final long bytesMax;
    private final long entryBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Purges purges = new Purges();
    private final Learned learned = new Learned();
    private final Map<CacheKey, List<HeapEntry>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long count;
    private long bytes;
    private long stored;
    private long evicted;
    private long refused;

    /**
     * An empty one.
     *
     * @param bytesMax how much it takes, what is coming included
     * @param entryBytesMax how much one response takes at most
     */
    public HeapStore(long bytesMax, long entryBytesMax) {
        this.bytesMax = bytesMax;
        this.entryBytesMax = entryBytesMax;
    }

    @Override
    public Placement placement() {
        return Placement.LOOP;
    }

    @Override
    public List<Entry> find(CacheKey key) {
        lock.lock();
        try {
            List<HeapEntry> found = entries.get(key);
            return found == null ? List.of() : List.copyOf(found);
        } finally {
            lock.unlock();
        }
    }

    /** An event loop never waits for the lock: one who is about to have it may be a thread that this very loop carries. */
    @Override
    public List<Entry> peek(CacheKey key) {
        if (!lock.tryLock()) {
            return List.of();
        }
        try {
            return find(key);
        } finally {
            lock.unlock();
        }
    }

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
        return begun(new HeapFill(this, key, what, moment), length);
    }

    @Override
    public @Nullable Fill join(Entry entry, Storable.Store now, Ranges.Range part, long moment) {
        return begun(new HeapFill(this, (HeapEntry) entry, now, part.first(), moment), part.length());
    }

    private @Nullable Fill begun(HeapFill fill, long length) {
        lock.lock();
        try {
            long least = fill.reserved() + (length == Body.UNKNOWN ? 0 : length);
            if (least > entryBytesMax
                    || purges.since(fill.moment, fill.key, fill.what.labels())
                    || !reserve(least, fill.reserved())) {
                refused++;
                return null;
            }
            return fill;
        } finally {
            lock.unlock();
        }
    }

    /** Takes {@code more} for a response that takes {@code all} then. @return false if that is too much */
    boolean reserve(long all, long more) {
        lock.lock();
        try {
            if (all > entryBytesMax) {
                return false;
            }
            while (bytes + more > bytesMax && evict()) {}
            if (bytes + more > bytesMax) {
                return false;
            }
            bytes += more;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void unreserve(long held) {
        lock.lock();
        try {
            bytes -= held;
        } finally {
            lock.unlock();
        }
    }

    private boolean evict() {
        Iterator<List<HeapEntry>> eldest = entries.values().iterator();
        if (!eldest.hasNext()) {
            return false;
        }
        for (HeapEntry entry : eldest.next()) {
            count--;
            bytes -= entry.bytes();
            evicted++;
        }
        eldest.remove();
        return true;
    }

    boolean add(HeapFill fill, HeapEntry entry) {
        lock.lock();
        try {
            HeapEntry onto = fill.onto();
            if (purges.since(fill.moment, entry.key(), entry.labels()) || (onto != null && !has(onto))) {
                refused++;
                return false;
            }
            List<HeapEntry> same = entries.computeIfAbsent(entry.key(), key -> new ArrayList<>(1));
            same.removeIf(each -> each.meta().variant().equals(entry.meta().variant()) && left(each));
            same.add(entry);
            count++;
            stored++;
            learned.note(entry.key(), entry.fields());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean has(HeapEntry entry) {
        List<HeapEntry> same = entries.get(entry.key());
        return same != null && at(same, entry) >= 0;
    }

    private boolean left(HeapEntry entry) {
        count--;
        bytes -= entry.bytes();
        return true;
    }

    @Override
    public void update(Entry entry, Storable.Store now, long moment) {
        lock.lock();
        try {
            List<HeapEntry> same = entries.get(entry.key());
            int at = same == null ? -1 : at(same, entry);
            if (same != null && at >= 0 && !purges.since(moment, entry.key(), now.labels())) {
                same.set(at, same.get(at).with(now));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(Entry entry) {
        lock.lock();
        try {
            List<HeapEntry> same = entries.get(entry.key());
            int at = same == null ? -1 : at(same, entry);
            if (same != null && at >= 0) {
                left(same.remove(at));
                if (same.isEmpty()) {
                    entries.remove(entry.key());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The place of what is the same response, though it may have been updated since. */
    private static int at(List<HeapEntry> same, Entry entry) {
        for (int i = 0; i < same.size(); i++) {
            if (same.get(i).blocks() == ((HeapEntry) entry).blocks()) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public long purge(Purge what, long nowMillis) {
        lock.lock();
        try {
            purges.note(what);
            long before = count;
            long stale = 0;
            for (Iterator<List<HeapEntry>> all = entries.values().iterator(); all.hasNext(); ) {
                List<HeapEntry> same = all.next();
                if (what.soft()) {
                    stale += same.stream()
                            .filter(each -> what.means(each.key(), each.labels()))
                            .count();
                    same.replaceAll(each -> what.means(each.key(), each.labels())
                            ? each.with(each.meta().staleFrom(nowMillis))
                            : each);
                } else {
                    same.removeIf(each -> what.means(each.key(), each.labels()) && left(each));
                    if (same.isEmpty()) {
                        all.remove();
                    }
                }
            }
            return what.soft() ? stale : before - count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        return learned.of(path);
    }

    @Override
    public StoreNumbers numbers() {
        lock.lock();
        try {
            return new StoreNumbers(count, bytes, bytesMax, stored, evicted, refused, 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            entries.clear();
            count = 0;
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
