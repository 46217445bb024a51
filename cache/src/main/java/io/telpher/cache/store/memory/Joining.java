package io.telpher.cache.store.memory;

import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A part that comes, which is put together with those that are stored when it is there: content is never changed in its place. */
final class Joining implements Fill {
    private static final int BLOCK_BYTES = 16 * 1024;

    /** After so much others may have the thread's carrier, which may be an event loop. */
    private static final int TURN_BYTES = 1 << 20;

    private final MemoryStore store;
    private final MemoryFill fill;
    private final MemoryEntry onto;
    private final Ranges.Range part;
    private int turnBytes;

    Joining(MemoryStore store, MemoryFill fill, MemoryEntry onto, Ranges.Range part) {
        this.store = store;
        this.fill = fill;
        this.onto = onto;
        this.part = part;
        store.space.entries.holdAgain(onto.number);
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        return fill.append(bytes, offset, length);
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
        return fill.read(position, into, offset, length);
    }

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        MemoryFill whole = store.fill(fill.key, fill.what, MemoryEntry.bytes(meta), fill.moment);
        if (whole == null) {
            store.told(fill, false);
            return false;
        }
        try (whole) {
            boolean stored = copied(meta, whole) && whole.complete(meta, trailers, onto);
            store.told(fill, stored);
            return stored;
        }
    }

    private boolean copied(StoredMeta meta, MemoryFill whole) {
        Held held = meta.held();
        for (Ranges.Range range : held == null ? List.of(new Ranges.Range(0, meta.size() - 1)) : held.ranges()) {
            for (long at = range.first(); at <= range.last(); ) {
                long last = part.first() <= at && at <= part.last()
                        ? copyNew(at, Math.min(range.last(), part.last()), whole)
                        : copyOld(
                                at, at < part.first() ? Math.min(range.last(), part.first() - 1) : range.last(), whole);
                if (last < at) {
                    return false;
                }
                at = last + 1;
            }
        }
        return true;
    }

    /** @return the last byte that was copied; before the first one if nothing was */
    private long copyNew(long first, long last, MemoryFill whole) {
        byte[] block = new byte[BLOCK_BYTES];
        long at = first;
        while (at <= last) {
            int n = fill.read(at - part.first(), block, 0, (int) Math.min(block.length, last - at + 1));
            if (!append(block, n, whole)) {
                return first - 1;
            }
            at += n;
        }
        return last;
    }

    private long copyOld(long first, long last, MemoryFill whole) {
        Held held = onto.meta().held();
        Ranges.Range wanted = new Ranges.Range(first, last);
        if (held != null && !held.covers(wanted)) {
            return first - 1;
        }
        try (InputStream in = onto.content(wanted).stream()) {
            byte[] block = new byte[BLOCK_BYTES];
            for (int n = in.read(block); n > 0; n = in.read(block)) {
                if (!append(block, n, whole)) {
                    return first - 1;
                }
            }
            return last;
        } catch (IOException e) {
            return first - 1; // cannot be: it is memory
        }
    }

    private boolean append(byte[] block, int bytes, MemoryFill whole) {
        turnBytes += bytes;
        if (turnBytes >= TURN_BYTES) {
            turnBytes = 0;
            Thread.yield();
        }
        return whole.append(block, 0, bytes);
    }

    @Override
    public void close() {
        fill.close();
        store.space.release(onto.number);
    }
}
