package io.telpher.gateway.retry;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.resilience.retry.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One thing after which a request may be tried again.
 *
 * @param reason what it is
 * @param status which status, or {@link #ANY}
 */
record Cause(Reason reason, int status) {
    /** Every status of its kind. */
    static final int ANY = 0;

    static final int TOO_MANY = 429;

    static final Shape<Cause> SHAPE = Shapes.parsed(
            "refused, timeout, reset, 5xx, 429, unavailable, or a status from 500 but 501 and 505", Cause::parse);

    private static @Nullable Cause parse(String text) {
        return switch (text) {
            case "refused" -> new Cause(Reason.REFUSED, ANY);
            case "timeout" -> new Cause(Reason.TIMEOUT, ANY);
            case "reset" -> new Cause(Reason.RESET, ANY);
            case "5xx" -> new Cause(Reason.FAILED, ANY);
            case "429" -> new Cause(Reason.BUSY, TOO_MANY);
            case "unavailable" -> new Cause(Reason.DECLINED, ANY);
            case "501", "505" -> throw new IllegalArgumentException(text + " does not pass");
            default -> text.matches("5\\d\\d") ? new Cause(Reason.FAILED, Integer.parseInt(text)) : null;
        };
    }
}
