package io.telpher.cache.store.shared;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.http.Fields;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of this process over one that nodes share. Requests are answered by the near one; what it has not, or not fresh, is looked
 * for in the other before an origin is asked, and brought back. What comes and what changes goes to both, to the far one behind
 * everybody's back. Purges reach both before they are done.
 */
public final class SharedTiers implements Store {
    private final Store near;
    private final ObjectStore far;
    private final int nearEntryBytesMax;
    private final LongSupplier nowMillis;
    private final Executor threads;
    private final Moments moments = new Moments();

    /**
     * One over the other.
     *
     * @param nearEntryBytesMax how long content is at most that is brought back
     * @param threads starts a (virtual) thread for what nobody waits for
     */
    public SharedTiers(Store near, ObjectStore far, int nearEntryBytesMax, LongSupplier nowMillis, Executor threads) {
        this.near = near;
        this.far = far;
        this.nearEntryBytesMax = nearEntryBytesMax;
        this.nowMillis = nowMillis;
        this.threads = threads;
    }

    @Override
    public Placement placement() {
        return near.placement();
    }

    // === reading ===

    @Override
    public List<Entry> peek(CacheKey key) {
        return near.peek(key);
    }

    @Override
    public List<Entry> find(CacheKey key) {
        return near.find(key);
    }

    /** As if it had been received now: what is purged goes from where it was, so that no purge that this node missed is about it. */
    @Override
    public List<Entry> further(CacheKey key, Fields request) {
        long before = near.moment();
        List<Entry> found = far.further(key, request);
        if (found.isEmpty()) {
            return found;
        }
        long now = nowMillis.getAsLong();
        List<Entry> received = new ArrayList<>(found.size());
        for (Entry each : found) {
            ObjectEntry entry = ((ObjectEntry) each).with(each.meta().received(now));
            bring(entry, before);
            received.add(entry);
        }
        return received;
    }

    private void bring(ObjectEntry entry, long moment) {
        byte[] content = entry.parts();
        Fill fill = entry.meta().complete() && content.length <= nearEntryBytesMax
                ? near.begin(entry.key(), entry.storable(), content.length, moment)
                : null;
        if (fill != null) {
            try (fill) {
                if (fill.append(content, 0, content.length)) {
                    fill.complete(entry.meta(), entry.trailers());
                }
            }
        }
    }

    // === writing ===

    @Override
    public long moment() {
        return moments.number(near.moment(), far.moment());
    }

    @Override
    public @Nullable Fill begin(CacheKey key, Storable.Store what, long length, long moment) {
        Moments.Pair then = moments.of(moment);
        if (then == null) {
            return null;
        }
        Fill here = near.begin(key, what, length, then.near());
        Fill there = far.begin(key, what, length, then.far());
        return here == null && there == null ? null : new SharedFill(this, key, here, there, threads);
    }

    /** What is put together stays here. */
    @Override
    public @Nullable Fill join(Entry stored, Storable.Store now, Ranges.Range part, long moment) {
        Moments.Pair then = moments.of(moment);
        return then == null ? null : near.join(stored, now, part, then.near());
    }

    /** Removes what a fill should have replaced, where it could not be stored. */
    void forgetNear(CacheKey key, StoredMeta meta) {
        for (Entry each : near.find(key)) {
            if (each.meta().variant().equals(meta.variant())) {
                near.remove(each);
            }
            each.letGo();
        }
    }

    /** The same of the other. */
    void forgetFar(CacheKey key, StoredMeta meta) {
        far.remove(key, each -> each.variant().equals(meta.variant()));
    }

    @Override
    public void update(Entry stored, Storable.Store now, long moment) {
        CacheKey key = stored.key();
        StoredMeta as = stored.meta();
        Moments.Pair then = moments.of(moment);
        if (then != null) {
            near.update(stored, now, then.near());
            threads.execute(() -> far.update(key, as, now, then.far()));
        }
    }

    @Override
    public void remove(Entry stored) {
        CacheKey key = stored.key();
        StoredMeta as = stored.meta();
        near.remove(stored);
        threads.execute(() -> far.remove(key, each -> Terms.same(each, as)));
    }

    // === what goes ===

    @Override
    public long purge(Purge what, long now) {
        long there = far.purge(what, now);
        return Math.max(there, near.purge(what, now));
    }

    @Override
    public int purgesWaiting() {
        return far.purgesWaiting();
    }

    @Override
    public void purgeWaiting() {
        far.purgeWaiting();
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        NoVarySearch known = near.learned(path);
        return known == null ? far.learned(path) : known;
    }

    /** Of the near one: what nodes share is nobody's own. Troubles are of both. */
    @Override
    public StoreNumbers numbers() {
        StoreNumbers here = near.numbers();
        return new StoreNumbers(
                here.entries(),
                here.bytes(),
                here.bytesMax(),
                here.stored(),
                here.evicted(),
                here.refused(),
                here.troubles() + far.numbers().troubles());
    }

    /** The numbers of what nodes share, as they were seen last. */
    public StoreNumbers sharedNumbers() {
        return far.numbers();
    }

    @Override
    public void close() {
        near.close();
        far.close();
    }
}
