package io.telpher.cache.store.shared;

import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Incoming;
import io.telpher.http.Fields;
import java.util.Arrays;

/** A response that is gathered here until it is complete, and then put elsewhere at once. */
final class ObjectFill implements Fill {
    private static final int FIRST_BYTES = 4 << 10;

    private final ObjectStore store;
    private final Incoming<ObjectEntry> coming;
    private byte[] bytes;
    private int size;
    private boolean failed;
    private boolean closed;

    ObjectFill(ObjectStore store, Incoming<ObjectEntry> coming) {
        this.store = store;
        this.coming = coming;
        this.bytes = new byte[firstBytes(coming.length())];
    }

    /** What it takes when it begins; whoever makes it has reserved that. */
    static int firstBytes(long length) {
        return length >= 0 ? (int) length : FIRST_BYTES;
    }

    @Override
    public synchronized boolean append(byte[] more, int offset, int count) {
        ObjectEntry onto = coming.onto();
        long all = (long) size + count + (onto == null ? 0 : onto.parts().length);
        if (failed || closed || all > store.entryBytesMax() || !room(size + count)) {
            failed = true;
            return false;
        }
        System.arraycopy(more, offset, bytes, size, count);
        size += count;
        return true;
    }

    private boolean room(int needed) {
        if (needed <= bytes.length) {
            return true;
        }
        int larger = (int) Math.min(store.entryBytesMax(), Math.max(needed, 2L * bytes.length));
        if (!store.reserve(larger - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, larger);
        return true;
    }

    @Override
    public synchronized int read(long position, byte[] into, int offset, int count) {
        int n = (int) Math.min(count, size - position);
        if (n > 0) {
            System.arraycopy(bytes, (int) position, into, offset, n);
        }
        return Math.max(0, n);
    }

    @Override
    public boolean complete(StoredMeta meta, Fields trailers) {
        byte[] content;
        synchronized (this) {
            if (failed || closed || (coming.length() >= 0 && size != coming.length())) {
                return false;
            }
            byte[] come = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
            ObjectEntry onto = coming.onto();
            content = onto == null ? come : onto.plus(coming.first(), come);
        }
        return store.complete(coming, meta, trailers, content);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            store.reserve(-bytes.length);
        }
    }
}
