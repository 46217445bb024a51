package io.telpher.cache.filter;

import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Fill;
import io.telpher.http.Fields;
import java.io.IOException;

/**
 * Where a part goes that belongs to what is stored.
 *
 * @param joined what is stored once it is there
 */
record PartFill(Fill fill, StoredMeta joined) implements Fill {
    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        return fill.append(bytes, offset, length);
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        return fill.read(position, into, offset, length);
    }

    @Override
    public boolean complete(StoredMeta part, Fields trailers) {
        return fill.complete(joined, trailers);
    }

    @Override
    public void close() {
        fill.close();
    }
}
