package io.telpher.http;

import org.jspecify.annotations.Nullable;

/** The field {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date, which is measured by the response's own {@code Date}. */
public final class RetryAfter {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int DIGITS_MAX = 9;

    private RetryAfter() {}

    /** For how long, or -1 if nothing that can be read stands there. */
    public static long nanos(Fields fields) {
        String value = fields.value(FieldName.RETRY_AFTER);
        if (value == null) {
            return -1;
        }
        if (!value.isEmpty() && value.length() <= DIGITS_MAX && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(value) * SECOND_NANOS;
        }
        String now = fields.value(FieldName.DATE);
        Long then = HttpDate.seconds(value);
        @Nullable Long from = now == null ? null : HttpDate.seconds(now);
        return then == null || from == null ? -1 : Math.max(0, then - from) * SECOND_NANOS;
    }
}
