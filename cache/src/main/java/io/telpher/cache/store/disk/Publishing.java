package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Incoming;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Purges;
import io.telpher.http.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has what was written be found, and what was purged not: in one order for both, so that nothing purged comes back. */
final class Publishing {
    private static final Purge EVERYTHING = new Purge(Purge.Scope.ALL, "", false);
    private static final int MISSED_MAX = 1_000;

    private final DiskStore store;
    private final Purges purges;
    private final Learned learned;
    /** Held by whoever purges. */
    private final ReentrantLock purging = new ReentrantLock();
    /** Read by whoever publishes, written by whoever notes a purge. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** What was purged while no folder was open. Of whoever purges. */
    private final List<Active> missed = new ArrayList<>();

    private volatile @Nullable Active sweeping;

    /** A purge that is being carried out. */
    private record Active(Purge purge, long nowMillis) {}

    Publishing(DiskStore store, Purges purges, Learned learned) {
        this.store = store;
        this.purges = purges;
        this.learned = learned;
    }

    // === what comes ===

    /** Has a fill be found, in place of what has an equal variant. */
    boolean complete(Log log, DiskFill fill, StoredMeta meta, Fields trailers) {
        lock.readLock().lock();
        try {
            Incoming<DiskEntry> coming = fill.coming();
            return !purges.since(coming.moment(), coming.key(), coming.what().labels())
                    && publish(log, fill, meta, trailers);
        } catch (IOException e) {
            store.trouble("writing", e);
            return false;
        } finally {
            lock.readLock().unlock();
        }
    }

    private boolean publish(Log log, DiskFill fill, StoredMeta meta, Fields trailers) throws IOException {
        Incoming<DiskEntry> coming = fill.coming();
        DiskEntry onto = coming.onto();
        if (onto != null && !onto.spot().equals(there(log, onto.spot()))) {
            return false;
        }
        List<Spot> before = log.spots.find(
                log.hash().of(coming.key().uri()), log.hash().more(coming.key().more()));
        Log.Written written = fill.write(log, meta, trailers);
        if (written == null) {
            return false;
        }
        if (onto == null ? !put(log, written.spot()) : !log.spots.move(onto.spot(), written.spot())) {
            log.kill(written.spot());
            return false;
        }
        if (!fill.whole() || !written.segment().alive()) {
            log.remove(written.spot());
            return false;
        }
        if (onto != null) {
            log.kill(onto.spot());
        }
        replace(log, before, coming.key(), meta, written.spot());
        learned.note(coming.key(), coming.what().fields());
        return true;
    }

    /** What is at a spot now, as it was found: that it was looked for meanwhile does not matter. */
    private static @Nullable Spot there(Log log, Spot spot) {
        Spot now = log.spots.of(spot.uriHash(), spot.more(), spot.id());
        return now != null && now.place() == spot.place() ? spot : null;
    }

    private static boolean put(Log log, Spot spot) {
        Spot before = log.spots.put(spot);
        return before == null || !before.equals(spot);
    }

    /** Removes what had the same key and an equal variant. */
    private void replace(Log log, List<Spot> before, CacheKey key, StoredMeta meta, Spot by) {
        for (Spot spot : before) {
            DiskEntry entry = spot.id() == by.id() ? null : store.entry(log, spot, key);
            if (entry != null) {
                if (entry.meta().variant().equals(meta.variant())) {
                    log.remove(spot);
                }
                entry.letGo();
            }
        }
    }

    /** Writes a head anew. */
    void update(Log log, DiskEntry known, Storable.Store to, long moment) {
        lock.readLock().lock();
        try {
            if (!purges.since(moment, known.key(), to.labels())) {
                updated(log, known, to);
            }
        } catch (IOException e) {
            store.trouble("writing", e);
            log.remove(known.spot()); // better nothing than what its origin has corrected
        } finally {
            lock.readLock().unlock();
        }
    }

    private void updated(Log log, DiskEntry known, Storable.Store to) throws IOException {
        Spot from = known.spot();
        Spot there = log.spots.of(from.uriHash(), from.more(), from.id());
        if (there == null || going(known.head())) {
            return;
        }
        Segment segment = log.held(there);
        if (segment == null) {
            return;
        }
        try {
            Head head = log.read(there, segment).head().with(to);
            Log.Written written = log.write(head, there.heat(), IndexRecord.NEVER);
            if (written == null) {
                log.remove(there);
            } else if (log.spots.move(there, written.spot())) {
                log.kill(there);
                learned.note(head.key(), head.fields());
            } else {
                log.kill(written.spot());
            }
        } finally {
            segment.letGo();
        }
    }

    // === what goes ===

    /** What is decided by, or null if it is purged in this moment. */
    @Nullable
    StoredMeta meta(Head head, Spot spot, Segment segment) throws IOException {
        StoredMeta meta = head.meta();
        if (spot.stale()) {
            long since = Cleaner.staleMillis(segment, spot);
            meta = since == IndexRecord.NEVER ? meta : meta.staleFrom(since);
        }
        Active active = sweeping;
        if (active != null && active.purge().means(head.key(), head.labels())) {
            return active.purge().soft() ? meta.staleFrom(active.nowMillis()) : null;
        }
        return meta;
    }

    private boolean going(Head head) {
        Active active = sweeping;
        return active != null && !active.purge().soft() && active.purge().means(head.key(), head.labels());
    }

    /** See {@link io.telpher.cache.store.Store#purge}. What is not open yet is purged before anything is found in it. */
    long purge(Supplier<@Nullable Opened> open, Purge what, long nowMillis) {
        purging.lock();
        try {
            lock.writeLock().lock();
            try {
                purges.note(what);
                sweeping = new Active(what, nowMillis);
            } finally {
                lock.writeLock().unlock();
            }
            Opened now = open.get();
            if (now == null) {
                missed(new Active(what, nowMillis));
                return 0;
            }
            return sweep(now, what, nowMillis);
        } finally {
            sweeping = null;
            purging.unlock();
        }
    }

    private void missed(Active purge) {
        if (missed.size() == MISSED_MAX) {
            missed.clear();
            missed.add(new Active(EVERYTHING, purge.nowMillis()));
        } else if (missed.isEmpty() || !EVERYTHING.equals(missed.getFirst().purge())) {
            missed.add(purge);
        }
    }

    /** Has a folder be open, without what was purged before it was. */
    void open(Opened now, Consumer<Opened> opened) {
        purging.lock();
        try {
            missed.forEach(each -> sweep(now, each.purge(), each.nowMillis()));
            missed.clear();
            opened.accept(now);
        } finally {
            purging.unlock();
        }
    }

    private long sweep(Opened now, Purge what, long nowMillis) {
        boolean noted = what.scope() != Purge.Scope.URI && note(now, what, nowMillis);
        now.cleaner().moving.lock();
        try {
            return new Sweep(now.log(), what, nowMillis).run();
        } finally {
            now.cleaner().moving.unlock();
            if (noted) {
                try {
                    now.noted().clear();
                } catch (IOException e) {
                    store.trouble("noting", e); // the next process does it once more
                }
            }
        }
    }

    private boolean note(Opened now, Purge what, long nowMillis) {
        try {
            now.noted().note(what, nowMillis);
            return true;
        } catch (IOException e) {
            store.trouble("noting", e); // it is carried out all the same
            return false;
        }
    }
}
