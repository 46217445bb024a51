package io.telpher.cache.store.memory;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stored response, as it stands in its slot: after the owner's number come its lengths, for how long it
 * is fresh (which changes while it is read by others, when it is made stale), key and fields as they are sent, and the rest in as few
 * bytes as possible. Read from a copy on the heap, of which the fields are a part.
 */
final class Recorded {
    static final int LENGTHS = 4;
    static final int LIFETIME = 8;
    /** What has its place. */
    static final int FIXED_BYTES = 16;
    /** So that it has room in any slot. */
    static final int BYTES_MAX = Classes.LARGEST_BYTES;

    static final int MODIFIED = 1;
    static final int ETAG = 1 << 1;
    static final int VARIANT = 1 << 2;
    static final int HELD = 1 << 3;
    static final int LABELS = 1 << 4;
    static final int TRAILERS = 1 << 5;

    private static final int FIELDS_MAX = Fields.COUNT_MAX;

    private final byte[] bytes;
    private int at; // where the next is read

    private int fieldsAt;
    private int fieldsEnd;
    private int parts;
    private int metaAt;

    Recorded(byte[] bytes) {
        this.bytes = bytes;
    }

    static void fix(byte[] bytes, long lifetimeMillis) {
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putLong(LIFETIME, lifetimeMillis);
    }

    /** What stands at {@link #LENGTHS}: how long the record is, and how much content follows it. Each may be half a page. */
    static int lengths(int recordBytes, int contentBytes) {
        return contentBytes << 16 | recordBytes;
    }

    static int recordBytes(int lengths) {
        return lengths & 0xffff;
    }

    static int contentBytes(int lengths) {
        return lengths >>> 16;
    }

    /** How many bytes it has, its fixed ones included. */
    int length() {
        return bytes.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Reads its key. @return true if that is {@code key}; then the rest can be read */
    boolean is(CacheKey key) {
        at = FIXED_BYTES;
        return is(key.uri()) && is(key.more()) && readOn();
    }

    private boolean is(String text) {
        int length = (int) number();
        int from = at;
        at += length;
        if (length != text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[from + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads its key. Then the rest can be read. */
    CacheKey key() {
        at = FIXED_BYTES;
        CacheKey key = new CacheKey(text(), text());
        readOn();
        return key;
    }

    private boolean readOn() {
        int length = (int) number();
        fieldsAt = at;
        fieldsEnd = at + length;
        at = fieldsEnd;
        parts = (int) number();
        metaAt = at;
        return true;
    }

    boolean has(int part) {
        return (parts & part) != 0;
    }

    Fields fields() {
        return lines(fieldsAt, fieldsEnd);
    }

    StoredMeta meta() {
        at = metaAt;
        int status = (int) number();
        int flags = (int) number();
        long storedMillis = number();
        long initialAgeMillis = number();
        long whileRevalidateMillis = number();
        long onErrorMillis = number();
        long onFailureMillis = number();
        long dateSeconds = storedMillis / 1_000 - signed();
        Long modified = has(MODIFIED) ? Long.valueOf(dateSeconds - signed()) : null;
        long size = number() - 1;
        String etag = has(ETAG) ? within() : null;
        Variant variant = has(VARIANT) ? variant() : Variant.ANY;
        Held held = has(HELD) ? held() : null;
        return new StoredMeta(
                status,
                flags,
                storedMillis,
                initialAgeMillis,
                lifetimeMillis(),
                whileRevalidateMillis,
                onErrorMillis,
                onFailureMillis,
                dateSeconds,
                modified,
                size,
                etag,
                variant,
                held);
    }

    private long lifetimeMillis() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(LIFETIME);
    }

    /** Can be asked for after {@link #meta}. */
    Labels labels() {
        return has(LABELS) ? new Labels(texts(), texts()) : Labels.NONE;
    }

    /** Can be asked for after {@link #labels}. */
    Fields trailers() {
        if (!has(TRAILERS)) {
            return Fields.EMPTY;
        }
        int length = (int) number();
        at += length;
        return lines(at - length, at);
    }

    // === parts ===

    private Variant variant() {
        int count = (int) number();
        List<FieldName> names = new ArrayList<>(count);
        @Nullable String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            names.add(FieldName.of(text()));
            boolean there = number() != 0;
            String value = text();
            values[i] = there ? value : null;
        }
        return new Variant(List.copyOf(names), Arrays.asList(values));
    }

    private Held held() {
        int count = (int) number();
        List<Ranges.Range> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(new Ranges.Range(number(), number()));
        }
        return new Held(ranges);
    }

    private Set<String> texts() {
        int count = (int) number();
        Set<String> texts = LinkedHashSet.newLinkedHashSet(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    /** The fields of lines that were found good when they came. */
    private Fields lines(int from, int to) {
        int[] index = new int[16 * Fields.STRIDE];
        int count = 0;
        int start = from;
        while (start < to && count < FIELDS_MAX) {
            if ((count + 1) * Fields.STRIDE > index.length) {
                index = Arrays.copyOf(index, 2 * index.length);
            }
            int colon = start;
            int hash = 0;
            while (bytes[colon] != ':') {
                hash = 31 * hash + (bytes[colon++] | 0x20); // as FieldName.hash
            }
            int end = colon + 1;
            while (bytes[end] != '\n') {
                end++;
            }
            int value = colon + 1;
            int last = end - 1; // at the CR
            while (value < last && blank(bytes[value])) {
                value++;
            }
            while (last > value && blank(bytes[last - 1])) {
                last--;
            }
            index[count * Fields.STRIDE] = hash;
            index[count * Fields.STRIDE + 1] = start << 16 | colon;
            index[count * Fields.STRIDE + 2] = value << 16 | last;
            count++;
            start = end + 1;
        }
        return count == 0 ? Fields.EMPTY : Fields.scanned(bytes, index, count);
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    // === reading ===

    private String within() {
        int place = (int) number();
        if (place == 0) {
            return text();
        }
        return new String(bytes, place, (int) number(), StandardCharsets.ISO_8859_1);
    }

    private String text() {
        int length = (int) number();
        at += length;
        return length == 0 ? "" : new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
    }

    private long signed() {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    private long number() {
        long value = bytes[at++];
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        for (int shift = 7; ; shift += 7) {
            long next = bytes[at++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
