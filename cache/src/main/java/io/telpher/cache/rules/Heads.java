package io.telpher.cache.rules;

import io.telpher.http.ContentRange;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.MultipartRanges;
import io.telpher.http.Ranges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Status and fields of answers from the store. Pure. */
public final class Heads {
    /** What is said of content that is not sent (RFC 9110 §15.4.5). */
    private static final FieldNames OF_CONTENT = FieldNames.of(
            FieldName.CONTENT_LENGTH,
            FieldName.CONTENT_TYPE,
            FieldName.CONTENT_ENCODING,
            FieldName.CONTENT_RANGE,
            FieldName.of("content-language"),
            FieldName.of("content-md5"));

    private Heads() {}

    /** The status. */
    public static int status(StoredMeta meta, Content content) {
        return switch (content) {
            case Content.Whole whole -> meta.status();
            case Content.NotModified unchanged -> 304;
            case Content.Parts parts -> 206;
            case Content.Unsatisfiable none -> 416;
        };
    }

    /**
     * The fields, with {@code Age} (RFC 9111 §5.1).
     *
     * @param parts what several ranges are sent as, or null for one range
     */
    public static Fields fields(
            StoredMeta meta, Fields stored, Content content, long ageMillis, @Nullable MultipartRanges parts) {
        Fields.Editor fields = stored.edit();
        switch (content) {
            case Content.Whole whole -> {
                if (ContentRange.parse(stored.value(FieldName.CONTENT_RANGE)) != null) { // it came in parts
                    fields.remove(FieldName.CONTENT_RANGE).set(FieldName.CONTENT_LENGTH, Long.toString(meta.size()));
                }
            }
            case Content.NotModified unchanged -> fields.removeAll(OF_CONTENT);
            case Content.Parts some -> of(some.ranges(), meta, fields, parts);
            case Content.Unsatisfiable none ->
                fields.removeAll(OF_CONTENT).set(FieldName.CONTENT_RANGE, ContentRange.unsatisfied(meta.size()));
        }
        return fields.add(FieldName.AGE, age(ageMillis)).done();
    }

    private static void of(
            List<Ranges.Range> ranges, StoredMeta meta, Fields.Editor fields, @Nullable MultipartRanges parts) {
        fields.remove(FieldName.CONTENT_LENGTH).remove(FieldName.CONTENT_RANGE);
        if (parts != null) {
            fields.set(FieldName.CONTENT_TYPE, parts.contentType())
                    .set(FieldName.CONTENT_LENGTH, Long.toString(parts.length()));
            return;
        }
        Ranges.Range range = ranges.getFirst();
        fields.set(FieldName.CONTENT_RANGE, ContentRange.text(range, meta.size()))
                .set(FieldName.CONTENT_LENGTH, Long.toString(range.length()));
    }

    /** {@code Age}: whole seconds; at most 2^31 (RFC 9111 §1.2.2). */
    public static String age(long millis) {
        return Long.toString(Math.clamp(millis / 1_000, 0, 1L << 31));
    }
}
