package io.telpher.cache.store.tiers;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.http.Fields;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What goes to both, or to the one that goes on taking it. */
final class TierFill implements Fill {
    private final Tiers tiers;
    private final CacheKey key;
    private final @Nullable Fill above;
    private final @Nullable Fill below;
    private volatile boolean aboveTakes;
    private volatile boolean belowTakes;
    private final AtomicLong aboveTaken = new AtomicLong();
    private final AtomicLong belowTaken = new AtomicLong();

    TierFill(Tiers tiers, CacheKey key, @Nullable Fill above, @Nullable Fill below) {
        this.tiers = tiers;
        this.key = key;
        this.above = above;
        this.below = below;
        this.aboveTakes = above != null;
        this.belowTakes = below != null;
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        if (above != null && aboveTakes) {
            aboveTakes = above.append(bytes, offset, length);
            aboveTaken.addAndGet(aboveTakes ? length : 0);
        }
        if (below != null && belowTakes) {
            belowTakes = below.append(bytes, offset, length);
            belowTaken.addAndGet(belowTakes ? length : 0);
        }
        return aboveTakes || belowTakes;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        if (above != null && position < aboveTaken.get()) {
            return above.read(position, into, offset, length);
        }
        return below != null && position < belowTaken.get() ? below.read(position, into, offset, length) : 0;
    }

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        boolean onDisk = below != null && belowTakes && below.complete(meta, trailers);
        boolean inMemory = above != null && aboveTakes && above.complete(meta, trailers);
        if (onDisk != inMemory) {
            tiers.forget(key, meta, !inMemory, !onDisk);
        }
        return onDisk || inMemory;
    }

    @Override
    public void close() {
        if (above != null) {
            above.close();
        }
        if (below != null) {
            below.close();
        }
    }
}
