package io.telpher.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a part in its representation, {@code Content-Range} (RFC 9110 §14.4).
 *
 * @param first its first byte
 * @param last its last one
 * @param size of all of the representation, or {@link #UNKNOWN}
 */
public record ContentRange(long first, long last, long size) {
    /** The size of a representation that nobody knows yet. */
    public static final long UNKNOWN = -1;

    private static final Pattern FORM = Pattern.compile("(?i:bytes) (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** Reads the field's value; null if it is none, or contradicts itself: then nobody knows where the part belongs. */
    public static @Nullable ContentRange parse(@Nullable String text) {
        Matcher matcher = FORM.matcher(text == null ? "" : text);
        if (!matcher.matches()) {
            return null;
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        long size = matcher.group(3).equals("*") ? UNKNOWN : Long.parseLong(matcher.group(3));
        return first > last || (size != UNKNOWN && last >= size) ? null : new ContentRange(first, last, size);
    }

    /** How many bytes. */
    public long length() {
        return last - first + 1;
    }

    /** The field's value for a part. */
    public static String text(Ranges.Range part, long size) {
        return "bytes " + part.first() + '-' + part.last() + '/' + size;
    }

    /** The field's value that goes with 416. */
    public static String unsatisfied(long size) {
        return "bytes */" + size;
    }
}
