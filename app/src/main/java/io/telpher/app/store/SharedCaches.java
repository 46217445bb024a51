package io.telpher.app.store;

import io.telpher.app.told.SharedTold;
import io.telpher.cache.filter.SteadyTime;
import io.telpher.cache.store.SharedPlace;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.cache.store.shared.ObjectStore;
import io.telpher.cache.store.shared.SharedTiers;
import io.telpher.core.Stores;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Metrics;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What caches keep together with other nodes. */
public final class SharedCaches {
    private static final int NODE_BYTES = 9;
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("cache-shared").start(task);

    private final SteadyTime time;
    private final Ticker ticker;
    private final Metrics metrics;
    private final AtomicLong ids = new AtomicLong();
    private final String node = HexFormat.of().formatHex(random());
    private final Map<String, SharedTiers> tiers = new ConcurrentHashMap<>();

    SharedCaches(SteadyTime time, Ticker ticker, Metrics metrics) {
        this.time = time;
        this.ticker = ticker;
        this.metrics = metrics;
    }

    private static byte[] random() {
        byte[] bytes = new byte[NODE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** A cache of this process over what nodes share. */
    Store under(String name, Store near, long nearEntryBytes, SharedPlace place, Stores.Engine engine) {
        ObjectStore far = new ObjectStore(
                engine.objects(name, place.bytes()),
                place.bytes(),
                place.entryBytes(),
                time::millis,
                ticker,
                () -> node + '-' + ids.incrementAndGet(),
                new SharedTold(name, metrics));
        int brought = (int) Math.min(Integer.MAX_VALUE, nearEntryBytes);
        SharedTiers made = new SharedTiers(near, far, brought, time::millis, THREADS);
        tiers.put(name, made);
        return made;
    }

    /** What nodes share of a cache, as it was seen last; null if it is not shared. */
    @Nullable
    StoreNumbers numbers(String name) {
        SharedTiers known = tiers.get(name);
        return known == null ? null : known.sharedNumbers();
    }
}
