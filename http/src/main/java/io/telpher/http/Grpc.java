package io.telpher.http;

/** What HTTP must know of gRPC: which messages are its, and how long a call may take. The rest of it is opaque bodies. */
public final class Grpc {
    /** How long the client waits, counted from when it sent the request. */
    public static final FieldName TIMEOUT = FieldName.of("grpc-timeout");
    /** How a call ended: a number, 0 for well. In trailers, or in the head of a response without content. */
    public static final FieldName STATUS = FieldName.of("grpc-status");
    /** The same in words, percent-encoded. */
    public static final FieldName MESSAGE = FieldName.of("grpc-message");

    /** The endpoint could not serve the call now. */
    public static final int UNAVAILABLE = 14;

    private static final int UNKNOWN = 2;
    private static final int INTERNAL = 13;
    private static final int DATA_LOSS = 15;

    private static final String TYPE = "application/grpc";

    /** How a call ends whose time was not enough. */
    public static final Fields TOO_LATE_TRAILERS =
            Fields.of(Field.of(STATUS, "4"), Field.of(MESSAGE, "Telpher: the deadline has passed"));

    /** The same where there is no response yet. */
    public static final HttpResponse TOO_LATE = HttpResponse.of(
            200,
            TOO_LATE_TRAILERS.edit().add(Field.of(FieldName.CONTENT_TYPE, TYPE)).done(),
            Body.empty());

    private static final int DIGITS_MAX = 8;
    private static final int STATUS_DIGITS_MAX = 3;
    private static final String UNITS = "numSMH";
    private static final long[] UNIT_NANOS = {1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L};
    private static final long VALUE_MAX = 99_999_999;

    private Grpc() {}

    /** True if a message with these fields is one of gRPC; gRPC-Web is something else. */
    public static boolean is(Fields fields) {
        String type = fields.value(FieldName.CONTENT_TYPE);
        if (type == null || !type.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
            return false;
        }
        return type.length() == TYPE.length() || "+; ".indexOf(type.charAt(TYPE.length())) >= 0;
    }

    /** The number of the {@code grpc-status} among these fields, or -1 if there is none that can be read. */
    public static int status(Fields fields) {
        String value = fields.value(STATUS);
        if (value == null || value.isEmpty() || value.length() > STATUS_DIGITS_MAX) {
            return -1;
        }
        int status = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            status = status * 10 + digit;
        }
        return status;
    }

    /** True if this is the head of a call of gRPC that has ended with it because the endpoint failed. */
    static boolean failed(Fields head) {
        return head.contains(STATUS) && is(head) && endpointFailed(status(head));
    }

    /** True if a call that ended so says that whoever served it is in trouble, and not that the caller asked for what cannot be. */
    public static boolean endpointFailed(int status) {
        return status == UNAVAILABLE || status == INTERNAL || status == UNKNOWN || status == DATA_LOSS;
    }

    /** The status of HTTP that says the same as a failed call of gRPC: what is written for the one holds for the other. */
    public static int asHttp(int status) {
        return status == UNAVAILABLE ? 503 : 500;
    }

    /** The nanoseconds of a {@code grpc-timeout}, or -1 if it is none: one to eight digits and a unit. */
    public static long timeoutNanos(String value) {
        int digits = value.length() - 1;
        if (digits < 1 || digits > DIGITS_MAX) {
            return -1;
        }
        int unit = UNITS.indexOf(value.charAt(digits));
        long count = 0;
        for (int i = 0; i < digits; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            count = count * 10 + digit;
        }
        if (unit < 0) {
            return -1;
        }
        return count > Long.MAX_VALUE / UNIT_NANOS[unit] ? Long.MAX_VALUE : count * UNIT_NANOS[unit];
    }

    /** The {@code grpc-timeout} for so many nanoseconds, in the finest unit that holds them, rounded down. */
    public static String timeout(long nanos) {
        int unit = 0;
        while (nanos / UNIT_NANOS[unit] > VALUE_MAX) {
            unit++;
        }
        return nanos / UNIT_NANOS[unit] + UNITS.substring(unit, unit + 1);
    }
}
