package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.reload.Fingerprint;
import io.telpher.app.reload.Ready;
import io.telpher.app.told.PurgesTold;
import io.telpher.cache.purge.CacheStores;
import io.telpher.cache.purge.PurgeMemory;
import io.telpher.cache.purge.Purging;
import io.telpher.cache.purge.SharedPurges;
import io.telpher.cache.store.Purge;
import io.telpher.core.SharedLog;
import io.telpher.core.SharedStore;
import io.telpher.core.Waiter;
import io.telpher.engines.kafka.KafkaConfig;
import io.telpher.engines.kafka.KafkaLog;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Who purges now: this node alone, or with those that share a store with it. */
final class NodePurges implements Purging, AutoCloseable {
    private static final int NODE_BYTES = 12;
    private static final long AGAIN_NANOS = 1_000_000_000L;
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("purges").start(task);

    private final Parts parts;
    private final CacheStores stores;
    private final PurgeMemory memory;
    private final PurgesTold told;
    private final String node = HexFormat.of().formatHex(random());
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile @Nullable With current;

    /**
     * What they are made by.
     *
     * @param store the values of a store, or null
     * @param fingerprint of the files that say how Kafka is spoken to
     */
    private record By(PurgesConfig config, @Nullable SharedStore store, String fingerprint) {
        SharedLog log(Waiter waiter) throws CannotStart {
            KafkaConfig kafka = config.kafka();
            try {
                return kafka == null ? SharedPurges.log(Objects.requireNonNull(store)) : new KafkaLog(kafka, waiter);
            } catch (IOException e) {
                throw new CannotStart("purges: " + e.getMessage(), e);
            }
        }
    }

    private record With(By by, SharedLog log, SharedPurges purges) {
        void close() {
            purges.close();
            log.close();
        }
    }

    NodePurges(Parts parts, CacheStores stores) {
        this.parts = parts;
        this.stores = stores;
        this.memory = new PurgeMemory(parts.options().state().resolve("purges"));
        this.told = new PurgesTold(parts.metrics(), this::purges);
        memory.follow(stores); // before any store is there
    }

    private static byte[] random() {
        byte[] bytes = new byte[NODE_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private @Nullable SharedPurges purges() {
        With now = current;
        return now == null ? null : now.purges;
    }

    private static @Nullable By by(@Nullable PurgesConfig config, Graph graph) {
        if (config == null) {
            return null;
        }
        SharedStore store = config.store() == null ? null : graph.values(config.store());
        return new By(config, store, Fingerprint.of(config.files()));
    }

    /** Purges as {@code config} says, by a store of this graph or a topic. @throws CannotStart if a file cannot be read */
    Ready ready(@Nullable PurgesConfig config, Graph graph) throws CannotStart {
        With before = current;
        By by = by(config, graph);
        if (Objects.equals(before == null ? null : before.by, by)) {
            return Ready.NOTHING;
        }
        SharedLog log = by == null ? null : by.log(parts.waiter());
        return new Ready() {
            @Override
            public void take() {
                close(); // it writes its place, where the next one begins
                if (by == null) {
                    stores.alone();
                }
                if (by != null && log != null) {
                    SharedPurges next = new SharedPurges(
                            log,
                            stores,
                            memory,
                            node,
                            by.config.inDoubt() == PurgesConfig.InDoubt.SERVE,
                            parts.waiter(),
                            told);
                    current = new With(by, log, next);
                    next.start(THREADS);
                }
            }

            @Override
            public void undo() {
                if (log != null) {
                    log.close();
                }
            }
        };
    }

    @Override
    public Purged purge(Purge what) throws InterruptedException {
        SharedPurges shared = purges();
        Purged done = shared == null ? alone(what) : shared.purge(what);
        told.asked(what, done);
        if (done.shared() == Shared.WAITING && again.compareAndSet(false, true)) {
            THREADS.execute(this::again);
        }
        return done;
    }

    private Purged alone(Purge what) {
        long entries = stores.purge(what);
        return new Purged(entries, Reach.ALONE, stores.shared());
    }

    /** Has done what waits, as soon as what nodes share can be reached. */
    private void again() {
        try {
            do {
                again.set(true);
                while (stores.shared() == Shared.WAITING) {
                    parts.waiter().sleep(AGAIN_NANOS);
                    stores.purgeWaiting();
                }
                again.set(false);
            } while (stores.shared() == Shared.WAITING); // came meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        With now = current;
        current = null;
        if (now != null) {
            now.close();
        }
    }
}
