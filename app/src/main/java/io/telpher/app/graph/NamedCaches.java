package io.telpher.app.graph;

import io.telpher.app.admin.Running;
import io.telpher.cache.filter.SteadyTime;
import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.key.QueryRules;
import io.telpher.cache.purge.CacheStores;
import io.telpher.cache.store.DiskPlace;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreConfig;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.cache.store.memory.MemoryStore;
import io.telpher.core.Living;
import io.telpher.core.Shared;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Caches;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The caches of one configuration. Those that it has in common with the one before are the same, with what is in them. */
final class NamedCaches implements Caches, AutoCloseable {
    /** The name of the cache that routes use which name none. */
    static final String UNNAMED = "default";

    private static final int TOP = 20;

    private final Map<String, StoreConfig> configs;
    private final Kept kept;
    private final Living living;
    private final Map<String, TopKeys> top = new ConcurrentHashMap<>();
    private final Map<String, Store> stores = new ConcurrentHashMap<>();

    /** What a store is made of. */
    record Key(String name, StoreConfig config) {}

    /** What outlives a configuration: stores in use, by what they are made of and as they are purged, disks, and their time. */
    record Kept(Shared<Key, Store> stores, CacheStores all, CacheDisks disks, SteadyTime time) {
        static Kept of(SteadyTime time, Metrics metrics) {
            Kept kept = new Kept(new Shared<>(Store::close), new CacheStores(time::millis), new CacheDisks(), time);
            kept.read(metrics, "telpher_cache_entries", "Responses in the caches.", StoreNumbers::entries);
            kept.read(metrics, "telpher_cache_bytes", "How much they take.", StoreNumbers::bytes);
            kept.read(metrics, "telpher_cache_bytes_max", "How much they may take.", StoreNumbers::bytesMax);
            kept.read(
                    metrics,
                    "telpher_cache_evicted_total",
                    "Responses that went to make room, of the caches that there are.",
                    StoreNumbers::evicted);
            kept.read(
                    metrics,
                    "telpher_cache_troubles_total",
                    "How often the disk of a cache failed, of the caches that there are.",
                    StoreNumbers::troubles);
            return kept;
        }

        private void read(Metrics metrics, String name, String help, ToLongFunction<StoreNumbers> value) {
            metrics.reading(name, help, () -> {
                AtomicLong sum = new AtomicLong();
                stores.forEach((key, store) -> sum.addAndGet(value.applyAsLong(store.numbers())));
                return sum.get();
            });
        }
    }

    /** Takes hold of those that routes ask for, when they do. */
    NamedCaches(Map<String, StoreConfig> configs, Kept kept, Living living) {
        this.living = living;
        this.configs = configs;
        this.kept = kept;
    }

    @Override
    public Store store(@Nullable String name) {
        return stores.computeIfAbsent(
                name == null ? UNNAMED : name, known -> kept.stores.take(key(known), () -> made(known)));
    }

    private Key key(String name) {
        StoreConfig config = configs.get(name);
        if (config == null && !name.equals(UNNAMED)) {
            throw new IllegalArgumentException("no cache " + name); // the reader has told the user already
        }
        return new Key(name, config == null ? StoreConfig.DEFAULT : config);
    }

    private Store made(String name) {
        StoreConfig config = key(name).config();
        Store memory = new MemoryStore(config.memoryBytes(), config.entryBytes());
        DiskPlace disk = config.disk();
        return kept.all.add(name, disk == null ? memory : kept.disks.under(memory, config.entryBytes(), disk));
    }

    @Override
    public TopKeys top(String route) {
        return top.computeIfAbsent(route, name -> living.adopt(TopKeys.class, name, TopKeys::new));
    }

    @Override
    public void keyed(QueryRules rules) {
        kept.all.keyed(rules);
    }

    /** Each cache, and what is hit most. */
    Running.Caches told() {
        Map<String, StoreNumbers> numbers = new TreeMap<>();
        stores.forEach((name, store) -> numbers.put(name, store.numbers()));
        Map<String, List<TopKeys.Top>> most = new TreeMap<>();
        top.forEach((route, keys) -> most.put(route, keys.first(TOP)));
        return new Running.Caches(numbers, most);
    }

    @Override
    public SteadyTime time() {
        return kept.time;
    }

    /** Lets go of them. */
    @Override
    public void close() {
        stores.keySet().forEach(name -> kept.stores.leave(key(name)));
        stores.clear();
    }
}
