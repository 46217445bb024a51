package io.telpher.cache.store.shared;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.http.Fields;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What goes to this process's store and, once it is complete, elsewhere, which nobody waits for. */
final class SharedFill implements Fill {
    private final SharedTiers tiers;
    private final CacheKey key;
    private final @Nullable Fill near;
    private final @Nullable Fill far;
    private final Executor threads;
    private final AtomicLong nearTaken = new AtomicLong();
    private final AtomicLong farTaken = new AtomicLong();
    private final AtomicBoolean sent = new AtomicBoolean();
    private volatile boolean nearTakes;
    private volatile boolean farTakes;

    SharedFill(SharedTiers tiers, CacheKey key, @Nullable Fill near, @Nullable Fill far, Executor threads) {
        this.tiers = tiers;
        this.key = key;
        this.near = near;
        this.far = far;
        this.threads = threads;
        this.nearTakes = near != null;
        this.farTakes = far != null;
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        if (near != null && nearTakes) {
            nearTakes = near.append(bytes, offset, length);
            nearTaken.addAndGet(nearTakes ? length : 0);
        }
        if (far != null && farTakes) {
            farTakes = far.append(bytes, offset, length);
            farTaken.addAndGet(farTakes ? length : 0);
        }
        return nearTakes || farTakes;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        if (near != null && position < nearTaken.get()) {
            return near.read(position, into, offset, length);
        }
        return far != null && position < farTaken.get() ? far.read(position, into, offset, length) : 0;
    }

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        boolean refused = near != null && nearTakes && !near.complete(meta, trailers);
        boolean here = near != null && nearTakes && !refused;
        boolean there = far != null && farTakes; // which knows by itself what was purged
        if (!here && there) {
            tiers.forgetNear(key, meta);
        }
        if (here || there) {
            sent.set(true);
            threads.execute(() -> send(meta, trailers));
        }
        return here || (there && !refused);
    }

    private void send(StoredMeta meta, Fields trailers) {
        boolean taken = far != null && farTakes && far.complete(meta, trailers);
        if (far != null) {
            far.close();
        }
        if (!taken) {
            tiers.forgetFar(key, meta);
        }
    }

    @Override
    public void close() {
        if (near != null) {
            near.close();
        }
        if (far != null && !sent.get()) {
            far.close();
        }
    }
}
