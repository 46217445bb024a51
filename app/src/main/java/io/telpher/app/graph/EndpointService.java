package io.telpher.app.graph;

import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.HttpClient;

/** The way to one endpoint of one upstream: notes the attempt for the log, says how much time is left, then sends. */
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
        long now = ticker.nanos();
        request.exchange().attempt(upstream, address, now);
        return client.call(withTimeLeft(request, now));
    }

    /** Hands down what remains of the deadline: a sum of time-outs would be longer than the client waits. */
    private static HttpRequest withTimeLeft(HttpRequest request, long now) throws Failure {
        long deadline = request.exchange().deadlineNanos();
        if (deadline == 0) {
            return request;
        }
        long left = deadline - now;
        if (left <= 0) {
            throw new Failure(Failure.Side.LOCAL, Failure.Kind.DEADLINE, false, "no time is left for an attempt");
        }
        return Grpc.is(request.fields())
                ? request.withFields(request.fields().with(Grpc.TIMEOUT, Grpc.timeout(left)))
                : request;
    }

    @Override
    public void close() {
        client.close();
    }
}
