package io.telpher.app.access;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Exchange;
import io.telpher.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that has ended, with all that is known of it. Texts that are not known, because the request could not be
 * read, are empty.
 *
 * @param exchange who asked, who served, and when
 * @param method the method
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as the client named them
 * @param path the canonical path
 * @param query what followed the question mark, or null
 * @param version such as {@code HTTP/1.1}
 * @param status what was answered, 0 if nothing was; -1 if there is no such thing
 * @param requestBytes bytes of the request's body
 * @param responseBytes bytes of the response's body
 * @param endNanos when it ended, by the clock of the exchange
 * @param reason why it ended
 * @param failure what broke, or null
 */
public record Completed(
        Exchange exchange,
        String method,
        String scheme,
        String authority,
        String path,
        @Nullable String query,
        String version,
        int status,
        long requestBytes,
        long responseBytes,
        long endNanos,
        Reason reason,
        @Nullable Failure failure) {

    /** The end of a request. */
    public static Completed of(
            HttpRequest request, int status, long requestBytes, long responseBytes, long endNanos, Outcome outcome) {
        Exchange exchange = request.exchange();
        Failure failure = Reason.failure(exchange, status, outcome);
        return new Completed(
                exchange,
                request.method().name(),
                request.scheme(),
                request.authority(),
                request.path(),
                request.query(),
                request.version().text(),
                status,
                requestBytes,
                responseBytes,
                endNanos,
                failure == null ? Reason.OK : Reason.of(failure),
                failure);
    }

    /** The end of what was not a request: framing or TLS refused it. */
    public static Completed unread(Exchange exchange, int status, long responseBytes, long endNanos, Outcome outcome) {
        Failure failure = Reason.failure(exchange, status, outcome);
        Reason reason = failure == null ? Reason.BAD_REQUEST : Reason.of(failure);
        boolean shaking = failure != null && reason == Reason.CLIENT_TLS; // and so it knows of no TLS yet
        String scheme = shaking ? "https" : exchange.peer().scheme();
        return new Completed(
                exchange, "", scheme, "", "", null, "", status, 0, responseBytes, endNanos, reason, failure);
    }

    /** The end of a connection or session that was passed through without being read: it has no status. */
    public static Completed passed(
            Exchange exchange,
            String transport,
            String serverName,
            long received,
            long sent,
            long endNanos,
            Outcome outcome) {
        Failure failure = outcome.failure();
        Reason reason = failure == null ? Reason.OK : Reason.of(failure);
        return new Completed(
                exchange, "", transport, serverName, "", null, "", -1, received, sent, endNanos, reason, failure);
    }

    /** The rate limit that refused it, or would have; null if none did. */
    public @Nullable String rateLimit() {
        Exchange.Limited limited = exchange.limited();
        return limited == null ? null : limited.word();
    }

    /** From the request's first byte to the end. */
    public long totalNanos() {
        return Math.max(0, endNanos - exchange.startedNanos());
    }

    /** From the request's first byte to when it had to be over, or -1 if it might last. */
    public long deadlineNanos() {
        return between(exchange.startedNanos(), exchange.deadlineNanos());
    }

    /** From the request's first byte to the last pick of an endpoint, or -1 if there was none. */
    public long waitNanos() {
        return between(exchange.startedNanos(), exchange.pickedNanos());
    }

    /** From the pick to a connection, or -1 if there was none. */
    public long connectNanos() {
        return exchange.pickedNanos() == 0 ? -1 : between(exchange.pickedNanos(), exchange.connectedNanos());
    }

    /** From the sent head to the first byte of the answer, or -1 if there was none. */
    public long firstByteNanos() {
        return exchange.sentNanos() == 0 ? -1 : between(exchange.sentNanos(), exchange.firstByteNanos());
    }

    /** From the first byte of the answer to the end, or -1 if there was none. */
    public long transferNanos() {
        return exchange.firstByteNanos() == 0 ? -1 : between(exchange.firstByteNanos(), endNanos);
    }

    /** 0 means that it has not happened. */
    private static long between(long from, long to) {
        return to == 0 ? -1 : Math.max(0, to - from);
    }
}
