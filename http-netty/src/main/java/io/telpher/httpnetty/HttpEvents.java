package io.telpher.httpnetty;

import io.telpher.core.Outcome;
import io.telpher.http.Exchange;
import io.telpher.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** What happens on a server's connections, for the access log and the metrics. Called on event loops: must not block. */
public interface HttpEvents {
    /** Nobody is interested. */
    HttpEvents NONE = new HttpEvents() {};

    /** A connection was accepted. */
    default void opened(String listener) {}

    /** A connection was closed. */
    default void closed(String listener) {}

    /** A request's head was read. */
    default void began(String listener) {}

    /**
     * An exchange has ended.
     *
     * @param request as it came, or null if it could not be read
     * @param exchange what is known of it
     * @param status what was answered; 0 if nothing was
     * @param requestBytes of the request's body
     * @param responseBytes of the response's body
     * @param endNanos when it ended
     * @param outcome how it ended
     */
    default void ended(
            @Nullable HttpRequest request,
            Exchange exchange,
            int status,
            long requestBytes,
            long responseBytes,
            long endNanos,
            Outcome outcome) {}

    /** There is an HTTP/2 connection more, or by -1 one fewer; {@link #opened} was told of it too. */
    default void http2(String listener, int change) {}

    /** There is a stream of HTTP/2 more, or by -1 one fewer. */
    default void stream(String listener, int change) {}

    /** An HTTP/2 connection is closed because there was too much of something on it, which a word of ours names. */
    default void exhausted(String listener, String budget) {}

    /** Our own code threw, in a request or outside of any: a bug. */
    default void bug(@Nullable HttpRequest request, Throwable thrown) {}
}
