package io.telpher.httpnetty;

import io.telpher.core.Failure;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.loop.client.ClientContext;
import io.telpher.httpnetty.loop.client.EndpointPools;
import io.telpher.net.Loops;

/**
 * A client of one endpoint: an {@link HttpHandler} that sends the request there over a pooled connection. A request that
 * is served by one of our own listeners goes out on the same event loop.
 */
public final class HttpClient implements HttpHandler, AutoCloseable {
    private final EndpointPools pools;

    /** A client; connections are made when they are needed. */
    public HttpClient(Loops loops, ClientContext context) {
        this.pools = new EndpointPools(loops, context);
    }

    /**
     * Sends the request and returns at the response's head.
     *
     * @throws Failure of the upstream side; a connection that had gone stale in the pool, or a stream that nobody had looked
     *     at, is not one as long as the request can safely be sent again (RFC 9110 §9.2.2)
     */
    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        try {
            return pools.call(request, false);
        } catch (Failure failure) {
            boolean again = failure.kind() == Failure.Kind.STALE
                    && (failure.retryable() || request.method().idempotent())
                    && request.body().replayable();
            if (!again) {
                throw failure;
            }
            return pools.call(request, true);
        }
    }

    /** Closes what is not in use; what is, closes when it is done. */
    @Override
    public void close() {
        pools.close();
    }
}
