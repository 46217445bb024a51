package io.telpher.http;

import io.telpher.core.Failure;
import io.telpher.core.Json;

/**
 * An error that Telpher itself answers with: a problem document (RFC 9457) with {@code Proxy-Status} (RFC 9209), so that
 * people and programs can tell our answers from an upstream's. It says nothing of what stands behind us.
 */
public final class Problem {
    /** The client's request could not be used. */
    private static final String REQUEST_ERROR = "http_request_error";

    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final Field TYPE = Field.of(FieldName.CONTENT_TYPE, "application/problem+json");
    private static final Field NO_STORE = Field.of(FieldName.CACHE_CONTROL, "no-store");

    private Problem() {}

    /** The answer to a request that cannot be served, {@code status} being 4xx, or to a fault of our own, 5xx. */
    public static HttpResponse of(int status, String detail) {
        return of(status, status < 500 ? REQUEST_ERROR : "proxy_internal_error", detail);
    }

    /** The answer to a request-target or authority that is not one. */
    public static HttpResponse of(BadTarget bad) {
        return of(400, REQUEST_ERROR, bad.detail());
    }

    /** The answer to trouble on the network. */
    public static HttpResponse of(Failure failure) {
        HttpResponse answer = of(status(failure), error(failure), sentence(failure));
        long seconds = (failure.waitNanos() + SECOND_NANOS - 1) / SECOND_NANOS;
        return seconds == 0 ? answer : answer.with(FieldName.RETRY_AFTER, Long.toString(seconds));
    }

    /**
     * An error.
     *
     * @param status 400 to 599
     * @param error an error type of RFC 9209 §2.3, a token
     * @param detail one sentence for the client
     */
    public static HttpResponse of(int status, String error, String detail) {
        Json.Members problem = Json.members()
                .put("type", "about:blank")
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail)
                .put("error", error);
        Field proxyStatus = Field.of(FieldName.PROXY_STATUS, "telpher; error=" + error);
        return HttpResponse.of(status, Fields.of(TYPE, NO_STORE, proxyStatus), Body.of(Json.harmless(problem) + "\n"));
    }

    /** The status that tells a client of this failure; 499 is for the log: nobody reads it. */
    public static int status(Failure failure) {
        if (failure.side() == Failure.Side.DOWNSTREAM) {
            return switch (failure.kind()) {
                case READ_TIMEOUT, WRITE_TIMEOUT, DEADLINE -> 408;
                case LIMIT -> 413;
                case CANCELLED, RESET -> 499;
                default -> 400;
            };
        }
        return switch (failure.kind()) {
            case NO_ENDPOINT, LIMIT, CIRCUIT_OPEN -> 503;
            case CONNECT_TIMEOUT, READ_TIMEOUT, WRITE_TIMEOUT, DEADLINE -> 504;
            case DNS, REFUSED, UNROUTABLE, TLS, CERTIFICATE, RESET, STALE, PROTOCOL, INCOMPLETE -> 502;
            case CANCELLED -> failure.side() == Failure.Side.LOCAL ? 503 : 499;
            case BUG -> 500;
        };
    }

    private static String error(Failure failure) {
        if (failure.side() == Failure.Side.DOWNSTREAM) {
            return REQUEST_ERROR;
        }
        return switch (failure.kind()) {
            case STALE -> Failure.Kind.RESET.label(); // the registry has no word for a race on an idle connection
            case CIRCUIT_OPEN ->
                Failure.Kind.NO_ENDPOINT.label(); // "recent attempts to communicate with it may have failed"
            case CANCELLED -> "proxy_internal_response";
            default -> failure.kind().label();
        };
    }

    private static String sentence(Failure failure) {
        if (failure.side() == Failure.Side.DOWNSTREAM) {
            return "The request did not arrive as it should.";
        }
        return switch (failure.kind()) {
            case NO_ENDPOINT -> "There is no server to send the request to.";
            case DNS -> "The name of the server did not resolve.";
            case REFUSED -> "The server refused the connection.";
            case UNROUTABLE -> "No route leads to the server.";
            case CONNECT_TIMEOUT -> "The server could not be reached in time.";
            case TLS -> "No TLS connection to the server could be made.";
            case CERTIFICATE -> "The certificate of the server was not accepted.";
            case RESET, STALE -> "The server closed the connection.";
            case READ_TIMEOUT, WRITE_TIMEOUT, DEADLINE -> "The server did not answer in time.";
            case PROTOCOL -> "The server gave an answer that is not HTTP.";
            case INCOMPLETE -> "The server did not finish its answer.";
            case LIMIT -> "Too many requests are under way.";
            case CIRCUIT_OPEN -> "The server has failed too often of late and is given time to recover.";
            case CANCELLED -> "The request was given up.";
            case BUG -> "This is a mistake in the server; its log has more.";
        };
    }

    private static String title(int status) {
        String reason = Status.reason(status);
        return !reason.isEmpty() ? reason : status < 500 ? "Client Error" : "Server Error";
    }
}
