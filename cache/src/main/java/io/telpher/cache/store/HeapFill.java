package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.http.Fields;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What comes into a {@link HeapStore}. */
final class HeapFill implements Fill {
    /** What is known of an entry beside its content takes about so much. */
    private static final int OVERHEAD_BYTES = 512;

    final CacheKey key;
    final Storable.Store what;
    final long moment;
    private final HeapStore store;
    private final @Nullable HeapEntry onto;
    private final Blocks blocks;
    private final long first;
    private volatile long appended;
    private long reserved;
    private boolean full;
    private boolean completed;

    /** A new response. */
    HeapFill(HeapStore store, CacheKey key, Storable.Store what, long moment) {
        this(store, key, what, moment, null, new Blocks(), first(what));
    }

    /** A part of one that is stored. */
    HeapFill(HeapStore store, HeapEntry onto, Storable.Store what, long first, long moment) {
        this(store, onto.key(), what, moment, onto, onto.blocks(), first);
        reserved += onto.bytes();
    }

    private HeapFill(
            HeapStore store,
            CacheKey key,
            Storable.Store what,
            long moment,
            @Nullable HeapEntry onto,
            Blocks blocks,
            long first) {
        this.store = store;
        this.key = key;
        this.what = what;
        this.moment = moment;
        this.onto = onto;
        this.blocks = blocks;
        this.first = first;
        reserved = OVERHEAD_BYTES + 2L * (key.uri().length() + key.more().length()) + bytes(what.fields());
    }

    private static long first(Storable.Store what) {
        Held held = what.meta().held();
        return held == null ? 0 : held.ranges().getFirst().first();
    }

    private static long bytes(Fields fields) {
        AtomicLong sum = new AtomicLong();
        fields.forEach((name, value) -> sum.addAndGet(name.length() + value.length() + 4L));
        return sum.get();
    }

    /** What it is a part of, or null. */
    @Nullable
    HeapEntry onto() {
        return onto;
    }

    /** What it takes. */
    long reserved() {
        return reserved;
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        if (full || !store.reserve(reserved + length, length)) {
            full = true;
            return false;
        }
        reserved += length;
        long before = appended;
        blocks.write(first + before, bytes, offset, length);
        appended = before + length; // one thread appends
        return true;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        int there = (int) Math.min(length, appended - position);
        return there == 0 ? 0 : blocks.read(first + position, into, offset, there);
    }

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        completed = !full
                && store.add(this, new HeapEntry(key, meta, what.fields(), what.labels(), trailers, blocks, reserved));
        return completed;
    }

    @Override
    public void close() {
        if (!completed) {
            store.unreserve(reserved);
        }
    }
}
