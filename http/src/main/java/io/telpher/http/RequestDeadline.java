package io.telpher.http;

/**
 * The field by which a caller says how much time is left for its request: {@code X-Request-Deadline}, whole milliseconds,
 * counted from when the request was sent. It is a span and no point in time, so that clocks need not agree.
 */
public final class RequestDeadline {
    /** One to nine digits. */
    public static final FieldName NAME = FieldName.of("x-request-deadline");

    /** What stands there is no number of milliseconds. */
    public static final long UNREADABLE = -1;

    /** Nothing stands there. */
    public static final long ABSENT = -2;

    /** The smallest span that can be said. */
    public static final long MILLI_NANOS = 1_000_000;

    /** The fields by which callers say it, gRPC's own among them. */
    private static final FieldNames SAID = FieldNames.of(NAME, Grpc.TIMEOUT);

    /** Seconds and milliseconds since 1970 have more, so that nobody's point in time passes for a span. */
    private static final int DIGITS_MAX = 9;

    private static final long VALUE_MAX = 999_999_999;

    /** What was said last: where routes give the same time and we lose none, it is said again and again. */
    private static volatile Said last = new Said(0, Field.of(NAME, 0));

    private record Said(long millis, Field field) {}

    private RequestDeadline() {}

    /** The nanoseconds that these fields leave, {@link #ABSENT} or {@link #UNREADABLE}, also if they say it twice. */
    public static long nanos(Fields fields) {
        String value = fields.value(NAME);
        if (value == null) {
            return ABSENT;
        }
        return fields.count(NAME) == 1 ? nanos(value) : UNREADABLE;
    }

    /** The nanoseconds of a value, or {@link #UNREADABLE}. */
    public static long nanos(String value) {
        int digits = value.length();
        if (digits < 1 || digits > DIGITS_MAX) {
            return UNREADABLE;
        }
        long millis = 0;
        for (int i = 0; i < digits; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return UNREADABLE;
            }
            millis = millis * 10 + digit;
        }
        return millis * MILLI_NANOS;
    }

    /** The value for so many nanoseconds, rounded down, and at most eleven days. */
    public static String value(long nanos) {
        return Long.toString(millis(nanos));
    }

    private static long millis(long nanos) {
        return Math.min(VALUE_MAX, Math.max(0, nanos / MILLI_NANOS));
    }

    /** The field for so many nanoseconds. */
    public static Field field(long nanos) {
        long millis = millis(nanos);
        Said known = last;
        if (known.millis != millis) {
            known = new Said(millis, Field.of(NAME, millis));
            last = known;
        }
        return known.field;
    }

    /** The request without its caller's word, which is told to nobody further in: for what others get the answer of as well. */
    public static HttpRequest withheld(HttpRequest request) {
        request.exchange().withholdDeadline();
        return request.fields().containsAny(SAID)
                ? request.withFields(request.fields().without(SAID))
                : request;
    }
}
