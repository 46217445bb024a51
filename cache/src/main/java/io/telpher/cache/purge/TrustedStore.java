package io.telpher.cache.purge;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.http.Fields;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store of which nothing is used unasked that may have been purged elsewhere. Costs a comparison while all is well. */
final class TrustedStore implements Store {
    private final String name;
    private final Store store;
    private final CacheStores all;
    private final long heldBefore;
    private final Settling settling = new Settling();

    /** @param heldBefore what was stored until then was there before anybody told this store of purges */
    TrustedStore(String name, Store store, CacheStores all, long heldBefore) {
        this.name = name;
        this.store = store;
        this.all = all;
        this.heldBefore = heldBefore;
    }

    String name() {
        return name;
    }

    private long untrustedBefore() {
        long before = all.untrustedBefore();
        return before == Trust.ALL ? before : Math.max(before, heldBefore);
    }

    @Override
    public List<Entry> find(CacheKey key) {
        List<Entry> found = store.find(key);
        long before = found.isEmpty() ? Trust.ALL : untrustedBefore();
        return trusted(found, before)
                ? found
                : found.stream().map(each -> Untrusted.of(each, before)).toList();
    }

    /** What was received just now is as trusted as what is known of purges. */
    @Override
    public List<Entry> further(CacheKey key, Fields request) {
        List<Entry> found = store.further(key, request);
        long before = found.isEmpty() ? Trust.ALL : untrustedBefore();
        return before == Trust.ALL
                ? found
                : found.stream().map(each -> Untrusted.of(each, before)).toList();
    }

    @Override
    public List<Entry> peek(CacheKey key) {
        List<Entry> found = store.peek(key);
        if (found.isEmpty() || trusted(found, untrustedBefore())) {
            return found;
        }
        found.forEach(Entry::letGo);
        return List.of(); // it must be asked for, which an event loop does not
    }

    private static boolean trusted(List<Entry> found, long before) {
        if (before == Trust.ALL) {
            return true;
        }
        for (Entry each : found) {
            if (each.meta().storedMillis() <= before) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Placement placement() {
        return store.placement();
    }

    @Override
    public long moment() {
        return store.moment();
    }

    @Override
    public long moment(CacheKey key) {
        return store.moment(key);
    }

    @Override
    public long settled(CacheKey key) {
        return Math.min(store.moment(key), settling.moment(all.nowMillis()));
    }

    @Override
    public @Nullable Fill begin(CacheKey key, Storable.Store what, long length, long moment) {
        return store.begin(key, what, length, moment);
    }

    @Override
    public @Nullable Fill join(Entry stored, Storable.Store now, Ranges.Range part, long moment) {
        return store.join(Untrusted.bare(stored), now, part, moment);
    }

    @Override
    public void update(Entry stored, Storable.Store now, long moment) {
        store.update(Untrusted.bare(stored), now, moment);
    }

    @Override
    public void remove(Entry stored) {
        store.remove(Untrusted.bare(stored));
    }

    @Override
    public long purge(Purge what, long nowMillis) {
        settling.purging(store.moment(), nowMillis);
        return store.purge(what, nowMillis);
    }

    @Override
    public int purgesWaiting() {
        return store.purgesWaiting();
    }

    @Override
    public void purgeWaiting() {
        store.purgeWaiting();
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        return store.learned(path);
    }

    @Override
    public StoreNumbers numbers() {
        return store.numbers();
    }

    @Override
    public void close() {
        all.left(this);
        store.close();
    }
}
