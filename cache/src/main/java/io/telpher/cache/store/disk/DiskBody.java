package io.telpher.cache.store.disk;

import io.telpher.http.Body;
import io.telpher.http.Fields;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Content that is read as it is sent. It holds its entry until then. */
final class DiskBody implements Body {
    private final DiskEntry entry;
    private final long first;
    private final long length;
    private final Fields trailers;
    private final AtomicBoolean left = new AtomicBoolean();

    DiskBody(DiskEntry entry, long first, long length, Fields trailers) {
        this.entry = entry;
        this.first = first;
        this.length = length;
        this.trailers = trailers;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream stream() {
        return new BlockReader(entry, first, length, this::discard);
    }

    @Override
    public void discard() {
        if (left.compareAndSet(false, true)) {
            entry.letGo();
        }
    }

    @Override
    public Fields trailers() {
        return trailers;
    }
}
