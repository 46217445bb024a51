package io.telpher.gateway.files;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a request for a file that exists, in their order (RFC 9110 §13.2.2). Pure.
 *
 * @param etag the file's entity tag, a strong one
 * @param modifiedSeconds when it was modified last
 */
record Conditions(String etag, long modifiedSeconds) {

    /** The status with which a request ends: 412, 304, or 200 if it is to be served. */
    int status(Fields fields) {
        String ifMatch = fields.joined(FieldName.IF_MATCH);
        if (ifMatch != null) {
            if (!names(ifMatch, false)) {
                return 412;
            }
        } else if (isBefore(fields.value(FieldName.IF_UNMODIFIED_SINCE))) {
            return 412;
        }
        String ifNoneMatch = fields.joined(FieldName.IF_NONE_MATCH);
        if (ifNoneMatch != null) {
            return names(ifNoneMatch, true) ? 304 : 200;
        }
        String since = fields.value(FieldName.IF_MODIFIED_SINCE);
        Long date = since == null ? null : HttpDate.seconds(since);
        return date != null && modifiedSeconds <= date ? 304 : 200;
    }

    /** True if a date was given that is before the last modification. */
    private boolean isBefore(@Nullable String text) {
        Long date = text == null ? null : HttpDate.seconds(text);
        return date != null && date < modifiedSeconds;
    }

    private boolean names(String list, boolean weakly) {
        if (list.equals("*")) {
            return true;
        }
        for (String member : list.split(",", -1)) { // our tags have no comma
            String tag = member.strip();
            if (tag.equals(etag)
                    || (weakly && tag.startsWith("W/") && tag.substring(2).equals(etag))) {
                return true;
            }
        }
        return false;
    }

    /** True if a {@code Range} counts: there is no {@code If-Range}, or it names just this file (§13.1.5). */
    boolean rangeCounts(Fields fields) {
        String ifRange = fields.value(FieldName.IF_RANGE);
        if (ifRange == null) {
            return true;
        }
        Long date = HttpDate.seconds(ifRange);
        return date != null ? date == modifiedSeconds : ifRange.equals(etag);
    }
}
