package io.telpher.resilience.retry;

import io.telpher.core.Failure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why another attempt is made: what became of the one before. */
public enum Reason {
    /** There was no connection. */
    REFUSED,
    /** Nothing came in time. */
    TIMEOUT,
    /** The connection broke before there was a reply. */
    RESET,
    /** The reply tells of a failure. */
    FAILED,
    /** The reply asks to come again later. */
    BUSY,
    /** The reply says that the call was not served, which whoever configures it knows to mean that it had no effect. */
    DECLINED;

    /** Its word in the configuration and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason that a failure is, or null if another attempt would end as this one did, or is nobody's to make. */
    static @Nullable Reason of(Failure failure) {
        if (failure.side() != Failure.Side.UPSTREAM) {
            return null; // a bulkhead or a breaker of ours that refuses does so to be left alone
        }
        return switch (failure.kind()) {
            case REFUSED, UNROUTABLE, DNS, TLS, CERTIFICATE -> REFUSED;
            case CONNECT_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT -> TIMEOUT;
            case RESET, STALE -> RESET;
            default -> failure.retryable() && failure.kind() != Failure.Kind.NO_ENDPOINT ? RESET : null;
        };
    }
}
