package io.telpher.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP, in seconds since 1970 (RFC 9110 §5.6.7). */
public final class HttpDate {
    private static final DateTimeFormatter FIXDATE = format("EEE, dd MMM yyyy HH:mm:ss 'GMT'");

    /** Whoever reads dates must read the two obsolete forms, too. */
    private static final List<DateTimeFormatter> READ =
            List.of(FIXDATE, format("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"), format("EEE MMM ppd HH:mm:ss yyyy"));

    private HttpDate() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US);
    }

    /** The date in its one good form. */
    public static String text(long seconds) {
        return FIXDATE.format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    }

    /** The seconds, or null if it is no date. */
    public static @Nullable Long seconds(String text) {
        for (DateTimeFormatter format : READ) {
            try {
                return LocalDateTime.parse(text, format).toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                // the next form
            }
        }
        return null;
    }
}
