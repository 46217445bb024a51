package io.telpher.app.graph;

import io.telpher.app.reload.Ready;
import io.telpher.app.told.PurgesTold;
import io.telpher.cache.purge.CacheStores;
import io.telpher.cache.purge.PurgeMemory;
import io.telpher.cache.purge.Purging;
import io.telpher.cache.purge.SharedPurges;
import io.telpher.cache.store.Purge;
import io.telpher.core.SharedStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who purges now: this node alone, or with those that share a store with it. */
final class NodePurges implements Purging, AutoCloseable {
    private static final int NODE_BYTES = 12;
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("purges").start(task);

    private final Parts parts;
    private final CacheStores stores;
    private final PurgeMemory memory;
    private final PurgesTold told;
    private final String node = HexFormat.of().formatHex(random());
    private volatile @Nullable With current;

    private record With(PurgesConfig config, SharedStore store, SharedPurges purges) {}

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

    /** Purges as {@code config} says, by a store of this graph. */
    Ready ready(@Nullable PurgesConfig config, Graph graph) {
        With before = current;
        SharedStore store = config == null ? null : graph.values(config.store());
        if (before == null ? config == null : before.config.equals(config) && before.store == store) {
            return Ready.NOTHING;
        }
        return new Ready() {
            @Override
            public void take() {
                close(); // it writes its place, where the next one begins
                if (config == null) {
                    stores.alone();
                }
                if (config != null && store != null) {
                    SharedPurges next = new SharedPurges(
                            store,
                            stores,
                            memory,
                            node,
                            config.inDoubt() == PurgesConfig.InDoubt.SERVE,
                            parts.waiter(),
                            told);
                    current = new With(config, store, next);
                    next.start(THREADS);
                }
            }

            @Override
            public void undo() {}
        };
    }

    @Override
    public Purged purge(Purge what) throws InterruptedException {
        SharedPurges shared = purges();
        Purged done = shared == null ? new Purged(stores.purge(what), Reach.ALONE) : shared.purge(what);
        told.asked(what, done);
        return done;
    }

    @Override
    public void close() {
        SharedPurges shared = purges();
        current = null;
        if (shared != null) {
            shared.close();
        }
    }
}
