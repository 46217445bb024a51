package io.telpher.app.told;

import io.telpher.app.access.Completed;
import io.telpher.app.metrics.Http2Metrics;
import io.telpher.app.metrics.RequestMetrics;
import io.telpher.core.Outcome;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Exchange;
import io.telpher.http.HttpRequest;
import io.telpher.httpnetty.HttpEvents;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the access log and the metrics what happens on the listeners. */
public final class Told implements HttpEvents {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.http");

    private final Consumer<Completed> log;
    private final RequestMetrics requests;
    private final Connections connections;
    private final Http2Metrics http2;

    /** @param log where lines go */
    public Told(Consumer<Completed> log, Metrics metrics) {
        this.log = log;
        this.requests = new RequestMetrics(metrics);
        this.connections = new Connections(metrics);
        this.http2 = new Http2Metrics(metrics);
    }

    @Override
    public void opened(String listener) {
        connections.opened(listener);
    }

    @Override
    public void closed(String listener) {
        connections.closed(listener);
    }

    @Override
    public void http2(String listener, int change) {
        http2.connection(listener, change);
    }

    @Override
    public void stream(String listener, int change) {
        http2.stream(listener, change);
    }

    @Override
    public void exhausted(String listener, String budget) {
        http2.exhausted(listener, budget);
    }

    @Override
    public void began(String listener) {
        requests.began(listener);
    }

    @Override
    public void ended(
            @Nullable HttpRequest request,
            Exchange exchange,
            int status,
            long requestBytes,
            long responseBytes,
            long endNanos,
            Outcome outcome) {
        if (request == null) {
            Completed end = Completed.unread(exchange, status, responseBytes, endNanos, outcome);
            requests.unread(end);
            log.accept(end);
        } else {
            Completed end = Completed.of(request, status, requestBytes, responseBytes, endNanos, outcome);
            requests.accept(end);
            log.accept(end);
        }
    }

    /** A copy of a request has ended: it has its line, and no part in the numbers of the listeners. */
    public void mirrored(HttpRequest copy, int status, long endNanos, Outcome outcome) {
        log.accept(Completed.of(copy, status, Math.max(0, copy.body().length()), 0, endNanos, outcome));
    }

    /** Forgets names that a new configuration may no longer have. */
    public void forget() {
        requests.forget();
    }

    @Override
    public void bug(@Nullable HttpRequest request, Throwable thrown) {
        LOG.error(
                "a mistake of ours while serving {} on route {}",
                request,
                request == null ? null : request.exchange().route(),
                thrown);
    }
}
