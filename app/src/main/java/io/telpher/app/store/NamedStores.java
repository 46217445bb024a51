package io.telpher.app.store;

import io.telpher.app.reload.Fingerprint;
import io.telpher.core.MemoryStore;
import io.telpher.core.Shared;
import io.telpher.core.SharedStore;
import io.telpher.core.Stores;
import io.telpher.core.Timers;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.redis.RedisConfig;
import io.telpher.engines.redis.RedisEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stores of one configuration. Those that it has in common with the one before are the same, connections and all. */
public final class NamedStores implements Stores, AutoCloseable {
    private final Kept kept;
    private final Map<String, Engine> engines = new LinkedHashMap<>();
    private final List<Key> held = new ArrayList<>();

    /** What an engine is made of. */
    public record Key(String name, RedisConfig config, String fingerprint) {}

    /** What outlives a configuration: engines in use, and the memory of this process. */
    public record Kept(Shared<Key, Engine> engines, SharedStore memory, Timers timers, Metrics metrics) {
        /** Nothing yet. */
        public static Kept of(Timers timers, Metrics metrics) {
            return new Kept(new Shared<>(Engine::close), new MemoryStore(timers), timers, metrics);
        }
    }

    /**
     * Takes hold of its engines, which begin to connect.
     *
     * @throws IOException if a file with a password or with authorities cannot be read; nothing is held then
     */
    public NamedStores(Map<String, RedisConfig> configs, Kept kept) throws IOException {
        this.kept = kept;
        try {
            for (Map.Entry<String, RedisConfig> entry : configs.entrySet()) {
                take(entry.getKey(), entry.getValue());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void take(String name, RedisConfig config) throws IOException {
        Key key = new Key(name, config, Fingerprint.of(config.files()));
        Engine engine = kept.engines.<IOException>take(key, () -> started(key));
        held.add(key);
        engines.put(name, engine);
    }

    private Engine started(Key key) throws IOException {
        try {
            RedisEngine made = new RedisEngine(key.name, key.config, kept.timers, kept.metrics);
            made.start();
            return made;
        } catch (IOException e) {
            throw new IOException("store " + key.name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public SharedStore values(@Nullable String name) {
        return name == null ? kept.memory : engine(name).values();
    }

    @Override
    public Limiter limits(String name) {
        return engine(name).limits();
    }

    /** The engine of a store. @throws IllegalArgumentException if no store has the name */
    public Engine engine(String name) {
        Engine known = engines.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no store " + name); // the reader has told the user already
        }
        return known;
    }

    /** By name, whether they are connected. */
    public Map<String, Boolean> connected() {
        Map<String, Boolean> all = new LinkedHashMap<>();
        engines.forEach((name, engine) -> all.put(name, engine.isConnected()));
        return all;
    }

    /** Lets go of the engines. Blocking, for a moment. */
    @Override
    public void close() {
        held.forEach(kept.engines::leave);
        held.clear();
    }
}
