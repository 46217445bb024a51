package io.telpher.http;

import org.jspecify.annotations.Nullable;

/**
 * The validators of a representation, by which a request's conditions are judged in their order (RFC 9110 §13.2.2). Pure.
 *
 * @param etag its entity tag, or null
 * @param modifiedSeconds when it was modified last, or null
 */
public record Preconditions(@Nullable String etag, @Nullable Long modifiedSeconds) {

    /** The status with which a request to its origin ends: 412, 304, or 200 if it is to be served. */
    public int status(Fields fields) {
        String ifMatch = fields.joined(FieldName.IF_MATCH);
        if (ifMatch != null) {
            if (!EntityTags.names(ifMatch, etag, false)) {
                return 412;
            }
        } else {
            Long since = date(fields.value(FieldName.IF_UNMODIFIED_SINCE));
            if (since != null && modifiedSeconds != null && since < modifiedSeconds) {
                return 412;
            }
        }
        return notModified(fields) ? 304 : 200;
    }

    /** True if whoever asks has it already: all of the conditions that a cache judges (RFC 9111 §4.3.2). */
    public boolean notModified(Fields fields) {
        String ifNoneMatch = fields.joined(FieldName.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return EntityTags.names(ifNoneMatch, etag, true);
        }
        Long since = date(fields.value(FieldName.IF_MODIFIED_SINCE));
        return since != null && modifiedSeconds != null && modifiedSeconds <= since;
    }

    /** True if a {@code Range} counts: there is no {@code If-Range}, or it names just this representation (§13.1.5). */
    public boolean rangeCounts(Fields fields) {
        String ifRange = fields.value(FieldName.IF_RANGE);
        if (ifRange == null) {
            return true;
        }
        Long date = date(ifRange);
        return date != null ? date.equals(modifiedSeconds) : EntityTags.strongly(ifRange, etag);
    }

    private static @Nullable Long date(@Nullable String text) {
        return text == null ? null : HttpDate.seconds(text);
    }
}
