package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.io.InputStream;

/**
 * An entry of a {@link HeapStore}. It needs no holding: the collector sees who reads.
 *
 * @param bytes what it takes
 */
record HeapEntry(
        CacheKey key, StoredMeta meta, Fields fields, Labels labels, Fields trailers, Blocks blocks, long bytes)
        implements Entry {

    /** Content in blocks. */
    private record Part(Blocks blocks, long first, long length, Fields trailers) implements Body {
        @Override
        public InputStream stream() {
            return new BlocksStream(blocks, first, length);
        }

        @Override
        public boolean replayable() {
            return true;
        }
    }

    HeapEntry with(Storable.Store now) {
        return new HeapEntry(key, now.meta(), now.fields(), now.labels(), trailers, blocks, bytes);
    }

    HeapEntry with(StoredMeta now) {
        return new HeapEntry(key, now, fields, labels, trailers, blocks, bytes);
    }

    @Override
    public Body content() {
        return meta.size() == 0 ? Body.empty() : new Part(blocks, 0, meta.size(), trailers);
    }

    @Override
    public Body content(Ranges.Range part) {
        return new Part(blocks, part.first(), part.length(), Fields.EMPTY);
    }

    @Override
    public void letGo() {}
}
