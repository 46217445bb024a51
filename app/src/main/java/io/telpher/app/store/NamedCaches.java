package io.telpher.app.store;

import io.telpher.app.admin.Running;
import io.telpher.cache.filter.SteadyTime;
import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.key.QueryRules;
import io.telpher.cache.purge.CacheStores;
import io.telpher.cache.purge.Changes;
import io.telpher.cache.store.DiskPlace;
import io.telpher.cache.store.SharedPlace;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreConfig;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.cache.store.memory.MemoryStore;
import io.telpher.core.Living;
import io.telpher.core.Shared;
import io.telpher.core.Stores;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Caches;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The caches of one configuration. Those that it has in common with the one before are the same, with what is in them. */
public final class NamedCaches implements Caches, AutoCloseable {
    /** The name of the cache that routes use which name none. */
    public static final String UNNAMED = "default";

    private static final int TOP = 20;

    private final Map<String, StoreConfig> configs;
    private final Function<String, Stores.Engine> engines;
    private final Kept kept;
    private final Living living;
    private final Map<String, TopKeys> top = new ConcurrentHashMap<>();
    private final Map<String, Store> stores = new ConcurrentHashMap<>();

    /**
     * What a store is made of.
     *
     * @param engine by which it is shared, or null: another connection makes another store
     */
    public record Key(String name, StoreConfig config, Stores.@Nullable Engine engine) {}

    /** What outlives a configuration: stores in use, by what they are made of and as they are purged, what is below them, and their time. */
    public record Kept(
            Shared<Key, Store> stores, CacheStores all, CacheDisks disks, SharedCaches shared, SteadyTime time) {
        /** Nothing yet. */
        public static Kept of(SteadyTime time, Ticker ticker, Metrics metrics) {
            Kept kept = new Kept(
                    new Shared<>(Store::close),
                    new CacheStores(time::millis),
                    new CacheDisks(time),
                    new SharedCaches(time, ticker, metrics),
                    time);
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

    /**
     * Takes hold of those that routes ask for, when they do.
     *
     * @param engines the stores of the same configuration, by which caches are shared
     */
    public NamedCaches(
            Map<String, StoreConfig> configs, Function<String, Stores.Engine> engines, Kept kept, Living living) {
        this.engines = engines;
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
        SharedPlace shared = config == null ? null : config.shared();
        return new Key(
                name,
                config == null ? StoreConfig.DEFAULT : config,
                shared == null ? null : engines.apply(shared.store()));
    }

    private Store made(String name) {
        Key key = key(name);
        StoreConfig config = key.config();
        Store memory = new MemoryStore(config.memoryBytes(), config.entryBytes());
        DiskPlace disk = config.disk();
        Store near = disk == null ? memory : kept.disks.under(memory, config.entryBytes(), disk);
        SharedPlace shared = config.shared();
        Stores.Engine engine = key.engine();
        return kept.all.add(
                name,
                shared == null || engine == null
                        ? near
                        : kept.shared.under(name, near, config.entryBytes(), shared, engine));
    }

    @Override
    public TopKeys top(String route) {
        return top.computeIfAbsent(route, name -> living.adopt(TopKeys.class, name, TopKeys::new));
    }

    @Override
    public void keyed(QueryRules rules) {
        kept.all.keyed(rules);
    }

    @Override
    public Changes changes() {
        return kept.all;
    }

    /** Each cache, and what is hit most. */
    public Running.Caches told() {
        Map<String, StoreNumbers> numbers = new TreeMap<>();
        Map<String, StoreNumbers> shared = new TreeMap<>();
        stores.forEach((name, store) -> {
            numbers.put(name, store.numbers());
            StoreNumbers there = key(name).engine() == null ? null : kept.shared.numbers(name);
            if (there != null) {
                shared.put(name, there);
            }
        });
        Map<String, List<TopKeys.Top>> most = new TreeMap<>();
        top.forEach((route, keys) -> most.put(route, keys.first(TOP)));
        return new Running.Caches(numbers, shared, most);
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
