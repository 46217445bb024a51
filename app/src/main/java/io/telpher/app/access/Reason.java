package io.telpher.app.access;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an exchange ended: the fixed vocabulary of the access log and of the metrics. {@code docs/observability.md} lists it. */
public enum Reason {
    /** Both bodies went through; the status may still be any. */
    OK,
    /** The client closed or reset the connection, or took the request back. */
    CLIENT_CLOSED,
    /** The client sent or took nothing for too long. */
    CLIENT_TIMEOUT,
    /** The client does not speak the protocol. */
    BAD_REQUEST,
    /** TLS with the client failed. */
    CLIENT_TLS,
    /** No endpoint to send to. */
    NO_ENDPOINT,
    /** The upstream's name did not resolve. */
    UPSTREAM_UNRESOLVED,
    /** The endpoint refused the connection. */
    UPSTREAM_REFUSED,
    /** No route leads to the endpoint's address. */
    UPSTREAM_UNROUTABLE,
    /** No connection to the endpoint in time. */
    UPSTREAM_CONNECT_TIMEOUT,
    /** TLS with the endpoint failed, or its certificate was not accepted. */
    UPSTREAM_TLS,
    /** The endpoint was silent or took nothing for too long. */
    UPSTREAM_TIMEOUT,
    /** The endpoint's connection broke before the answer was whole. */
    UPSTREAM_RESET,
    /** The endpoint's answer broke the protocol. */
    UPSTREAM_PROTOCOL,
    /** Nothing moved either way for as long as a connection that is passed through may be idle. */
    IDLE,
    /** A limit of ours was reached. */
    REFUSED_LIMIT,
    /** The upstream failed so often of late that it is not asked for a while. */
    CIRCUIT_OPEN,
    /** The whole exchange took longer than it may. */
    DEADLINE,
    /** We are stopping. */
    SHUTDOWN,
    /** A mistake in our code: the program's log has the stack trace. */
    BUG;

    private static final int ERRORS_FROM = 400;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes into it
    private final byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);

    /** The word in logs and metrics, such as {@code upstream-refused}. */
    public String word() {
        return word;
    }

    byte[] bytes() {
        return bytes;
    }

    /**
     * Reads it off an exchange that has ended.
     *
     * @param status what was answered, 0 if nothing: a failure that a later attempt made good is none
     */
    public static Reason of(Exchange exchange, int status, Outcome outcome) {
        Failure failure = failure(exchange, status, outcome);
        return failure == null ? OK : of(failure);
    }

    static @Nullable Failure failure(Exchange exchange, int status, Outcome outcome) {
        if (outcome.failure() != null) {
            return outcome.failure();
        }
        return status >= ERRORS_FROM || status == 0 ? exchange.failure() : null;
    }

    /** The reason that a failure is. */
    public static Reason of(Failure failure) {
        if (failure.kind() == Failure.Kind.LIMIT) {
            return REFUSED_LIMIT;
        }
        return switch (failure.side()) {
            case DOWNSTREAM -> client(failure.kind());
            case UPSTREAM -> upstream(failure.kind());
            case LOCAL -> local(failure.kind());
        };
    }

    private static Reason client(Failure.Kind kind) {
        return switch (kind) {
            case CONNECT_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT -> CLIENT_TIMEOUT;
            case DEADLINE -> DEADLINE;
            case TLS, CERTIFICATE -> CLIENT_TLS;
            case PROTOCOL -> BAD_REQUEST;
            case NO_ENDPOINT, DNS, REFUSED, UNROUTABLE, RESET, STALE, INCOMPLETE, LIMIT, CIRCUIT_OPEN, CANCELLED ->
                CLIENT_CLOSED;
            case BUG -> BUG;
        };
    }

    private static Reason upstream(Failure.Kind kind) {
        return switch (kind) {
            case NO_ENDPOINT -> NO_ENDPOINT;
            case DNS -> UPSTREAM_UNRESOLVED;
            case REFUSED -> UPSTREAM_REFUSED;
            case UNROUTABLE -> UPSTREAM_UNROUTABLE;
            case CONNECT_TIMEOUT -> UPSTREAM_CONNECT_TIMEOUT;
            case TLS, CERTIFICATE -> UPSTREAM_TLS;
            case READ_TIMEOUT, WRITE_TIMEOUT -> UPSTREAM_TIMEOUT;
            case RESET, STALE, INCOMPLETE -> UPSTREAM_RESET;
            case PROTOCOL -> UPSTREAM_PROTOCOL;
            case DEADLINE -> DEADLINE;
            case CANCELLED -> CLIENT_CLOSED; // nobody wants the answer any more
            case LIMIT -> REFUSED_LIMIT;
            case CIRCUIT_OPEN -> CIRCUIT_OPEN;
            case BUG -> BUG;
        };
    }

    private static Reason local(Failure.Kind kind) {
        return switch (kind) {
            case NO_ENDPOINT -> NO_ENDPOINT;
            case DNS -> UPSTREAM_UNRESOLVED;
            case READ_TIMEOUT -> IDLE;
            case DEADLINE, WRITE_TIMEOUT, CONNECT_TIMEOUT -> DEADLINE;
            case LIMIT -> REFUSED_LIMIT;
            case CIRCUIT_OPEN -> CIRCUIT_OPEN;
            case PROTOCOL -> BAD_REQUEST;
            case REFUSED, UNROUTABLE, TLS, CERTIFICATE, RESET, STALE, INCOMPLETE, CANCELLED -> SHUTDOWN;
            case BUG -> BUG;
        };
    }
}
