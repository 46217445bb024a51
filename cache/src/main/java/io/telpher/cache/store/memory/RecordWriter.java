package io.telpher.cache.store.memory;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.util.Arrays;
import java.util.Collection;

/** Puts what is known of a stored response into few bytes, which a {@link Recorded} reads. */
final class RecordWriter {
    private static final int LATIN_1 = 0xff;

    private byte[] bytes = new byte[512];
    private int length;
    private boolean fits = true;

    private RecordWriter() {}

    /** The bytes, or null if there is something in it that is not in ISO 8859-1, or too much. */
    static byte @org.jspecify.annotations.Nullable [] bytes(
            CacheKey key, StoredMeta meta, Fields fields, Labels labels, Fields trailers) {
        RecordWriter writer = new RecordWriter();
        writer.length = Recorded.FIXED_BYTES;
        writer.record(key, meta, fields, labels, trailers);
        if (!writer.fits || writer.length > Recorded.BYTES_MAX) {
            return null;
        }
        byte[] exact = Arrays.copyOf(writer.bytes, writer.length);
        Recorded.fix(exact, meta.lifetimeMillis());
        return exact;
    }

    private void record(CacheKey key, StoredMeta meta, Fields fields, Labels labels, Fields trailers) {
        text(key.uri());
        text(key.more());
        lines(fields);
        int head = length; // an entity tag mostly stands there
        boolean labelled = !labels.groups().isEmpty() || !labels.tags().isEmpty();
        number((meta.modifiedSeconds() == null ? 0 : Recorded.MODIFIED)
                | (meta.etag() == null ? 0 : Recorded.ETAG)
                | (meta.variant().any() ? 0 : Recorded.VARIANT)
                | (meta.held() == null ? 0 : Recorded.HELD)
                | (labelled ? Recorded.LABELS : 0)
                | (trailers.size() == 0 ? 0 : Recorded.TRAILERS));
        meta(meta);
        if (meta.etag() != null) {
            within(meta.etag(), head);
        }
        if (!meta.variant().any()) {
            variant(meta.variant());
        }
        if (meta.held() != null) {
            held(meta.held());
        }
        if (labelled) {
            texts(labels.groups());
            texts(labels.tags());
        }
        if (trailers.size() > 0) {
            lines(trailers);
        }
    }

    private void meta(StoredMeta meta) {
        number(meta.status());
        number(meta.flags());
        number(meta.storedMillis());
        number(meta.initialAgeMillis());
        number(meta.whileRevalidateMillis());
        number(meta.onErrorMillis());
        number(meta.onFailureMillis());
        signed(meta.storedMillis() / 1_000 - meta.dateSeconds());
        Long modified = meta.modifiedSeconds();
        if (modified != null) {
            signed(meta.dateSeconds() - modified);
        }
        number(meta.size() + 1);
    }

    private void variant(Variant variant) {
        number(variant.names().size());
        for (int i = 0; i < variant.names().size(); i++) {
            FieldName name = variant.names().get(i);
            String value = variant.values().get(i);
            text(name.text());
            number(value == null ? 0 : 1);
            text(value == null ? "" : value);
        }
    }

    private void held(Held held) {
        number(held.ranges().size());
        for (Ranges.Range range : held.ranges()) {
            number(range.first());
            number(range.last());
        }
    }

    private void texts(Collection<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
    }

    private void lines(Fields fields) {
        RecordWriter lines = new RecordWriter();
        fields.lines(lines::raw);
        number(lines.length);
        raw(lines.bytes, 0, lines.length);
    }

    private void raw(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    private void text(String text) {
        number(text.length());
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            fits &= c <= LATIN_1;
            bytes[length++] = (byte) c;
        }
    }

    /** A text that stands before {@code end}, as its place there; otherwise the text itself. */
    private void within(String text, int end) {
        int at = Recorded.FIXED_BYTES;
        while (at + text.length() <= end && !same(text, at)) {
            at++;
        }
        if (at + text.length() <= end) {
            number(at);
            number(text.length());
        } else {
            number(0);
            text(text);
        }
    }

    private boolean same(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[at + i] & LATIN_1) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void signed(long value) {
        number(value << 1 ^ value >> 63);
    }

    /** Seven bits in each byte, the last of which has no eighth. */
    private void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
