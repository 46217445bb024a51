package io.telpher.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Dates of HTTP, in seconds since 1970 (RFC 9110 §5.6.7): the one form that is written, and the three that are read, in any
 * case (RFC 9111 §4.2) but to the letter otherwise. The day of the week is not compared with the date.
 */
public final class HttpDate {
    private static final DateTimeFormatter FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String DAYS = "sunmontuewedthufrisat";
    private static final long YEARS_AHEAD_MAX = 50;
    private static final double YEAR_SECONDS = 365.2425 * 86_400;
    private static final int FIXDATE_LENGTH = 29;
    private static final int ASCTIME_LENGTH = 24;
    /** What follows the name of the day in the form of RFC 850. */
    private static final int RFC850_TAIL = 24;

    private HttpDate() {}

    /** The date in its one good form. */
    public static String text(long seconds) {
        return FIXDATE.format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    }

    /** The seconds, or null if it is no date. A year of two digits is of this century up to 76, else of the last one. */
    public static @Nullable Long seconds(String text) {
        return seconds(text, 1_767_225_600L); // 2026
    }

    /** The same; a year of two digits that seems more than 50 years ahead of now is of the century before. */
    public static @Nullable Long seconds(String text, long nowSeconds) {
        int comma = text.indexOf(',');
        if (comma == 3 && text.length() == FIXDATE_LENGTH) {
            boolean form = text.startsWith(", ", 3) && text.charAt(7) == ' ' && text.charAt(11) == ' ';
            return form && day(text, 3) && zone(text, 25)
                    ? seconds(number(text, 12, 4), text, 8, number(text, 5, 2), 17)
                    : null;
        }
        if (comma < 0 && text.length() == ASCTIME_LENGTH) {
            boolean form = text.charAt(3) == ' ' && text.charAt(7) == ' ' && text.charAt(19) == ' ';
            int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
            return form && day(text, 3) ? seconds(number(text, 20, 4), text, 4, day, 11) : null;
        }
        if (comma > 3 && comma == text.length() - RFC850_TAIL) {
            boolean form =
                    text.charAt(comma + 1) == ' ' && text.charAt(comma + 4) == '-' && text.charAt(comma + 8) == '-';
            int year = year(number(text, comma + 9, 2), nowSeconds);
            return form && day(text, comma) && zone(text, comma + 20)
                    ? seconds(year, text, comma + 5, number(text, comma + 2, 2), comma + 12)
                    : null;
        }
        return null;
    }

    private static @Nullable Long seconds(int year, String text, int monthAt, int day, int timeAt) {
        int month = month(text, monthAt);
        int hour = number(text, timeAt, 2);
        int minute = number(text, timeAt + 3, 2);
        int second = number(text, timeAt + 6, 2);
        boolean form =
                text.charAt(timeAt - 1) == ' ' && text.charAt(timeAt + 2) == ':' && text.charAt(timeAt + 5) == ':';
        if (!form || year < 0 || month < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return null;
        }
        if (second < 0
                || second > 60
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        return LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second;
    }

    private static int year(int lastTwo, long nowSeconds) {
        if (lastTwo < 0) {
            return -1;
        }
        long now = 1970 + (long) Math.floor(nowSeconds / YEAR_SECONDS);
        long year = now / 100 * 100 + lastTwo;
        if (year > now + YEARS_AHEAD_MAX) {
            year -= 100;
        } else if (year + 100 <= now + YEARS_AHEAD_MAX) {
            year += 100;
        }
        return Math.clamp(year, 0, 9_999);
    }

    private static boolean day(String text, int length) {
        return indexOf(DAYS, text, 0) >= 0 && (length == 3 || text.regionMatches(true, length - 3, "day", 0, 3));
    }

    private static int month(String text, int at) {
        int index = indexOf(MONTHS, text, at);
        return index < 0 ? -1 : index / 3 + 1;
    }

    private static int indexOf(String names, String text, int at) {
        for (int i = 0; i < names.length(); i += 3) {
            if (names.regionMatches(true, i, text, at, 3)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean zone(String text, int at) {
        return text.charAt(at) == ' ' && text.regionMatches(true, at + 1, "GMT", 0, 3);
    }

    /** The number in so many digits, or -1 if another character stands there. */
    private static int number(String text, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
