package io.telpher.cache.store.shared;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.form.StoredForm;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * A response that came from elsewhere, all of it. It needs no holding.
 *
 * @param id of its object
 * @param meta by this node's clock
 * @param parts of the content that are here, in their order, one behind the other
 */
@SuppressWarnings("ArrayRecordComponent") // content: nobody compares entries by it
record ObjectEntry(String id, StoredForm form, StoredMeta meta, byte[] parts) implements Entry {

    /** A part of some bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Part(byte[] bytes, int from, int size, Fields trailers) implements Body {
        @Override
        public long length() {
            return size;
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes, from, size);
        }

        @Override
        public boolean replayable() {
            return true;
        }
    }

    Storable.Store storable() {
        return new Storable.Store(meta, form.fields(), form.labels());
    }

    ObjectEntry with(StoredMeta now) {
        return new ObjectEntry(id, form, now, parts);
    }

    @Override
    public CacheKey key() {
        return form.key();
    }

    @Override
    public Fields fields() {
        return form.fields();
    }

    @Override
    public Fields trailers() {
        return form.trailers();
    }

    @Override
    public Body content() {
        return body(0, parts.length, form.trailers());
    }

    @Override
    public Body content(Ranges.Range part) {
        return body(at(part.first()), (int) part.length(), Fields.EMPTY);
    }

    private Body body(int from, int size, Fields trailers) {
        boolean plain = trailers.size() == 0 && from == 0 && size == parts.length;
        return plain ? Body.of(parts) : new Part(parts, from, size, trailers);
    }

    /** Where a byte of the content stands. */
    private int at(long position) {
        Held held = meta.held();
        if (held == null) {
            return (int) position;
        }
        long before = 0;
        for (Ranges.Range range : held.ranges()) {
            if (position <= range.last()) {
                return (int) (before + position - range.first());
            }
            before += range.length();
        }
        throw new IllegalArgumentException("not here: " + position);
    }

    /** All that is here with one part more, which was not. */
    byte[] plus(long first, byte[] more) {
        Held held = meta.held();
        int before = 0;
        if (held == null) {
            before = parts.length;
        } else {
            for (Ranges.Range range : held.ranges()) {
                before += range.last() < first ? (int) range.length() : 0;
            }
        }
        byte[] all = new byte[parts.length + more.length];
        System.arraycopy(parts, 0, all, 0, before);
        System.arraycopy(more, 0, all, before, more.length);
        System.arraycopy(parts, before, all, before + more.length, parts.length - before);
        return all;
    }

    @Override
    public void letGo() {}
}
