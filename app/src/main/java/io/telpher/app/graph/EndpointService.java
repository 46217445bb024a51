package io.telpher.app.graph;

import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.HttpClient;

/** The way to one endpoint of one upstream: notes the attempt for the log, then sends. */
final class EndpointService implements Service<HttpRequest, HttpResponse>, AutoCloseable {
    private final String upstream;
    private final String address;
    private final HttpClient client;
    private final Ticker ticker;

    EndpointService(String upstream, String address, HttpClient client, Ticker ticker) {
        this.upstream = upstream;
        this.address = address;
        this.client = client;
        this.ticker = ticker;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        request.exchange().attempt(upstream, address, ticker.nanos());
        return client.call(request);
    }

    @Override
    public void close() {
        client.close();
    }
}
