package io.telpher.app.metrics;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of HTTP/2 on listeners. Called on event loops. Labels are names of listeners and words of ours. */
public final class Http2Metrics {
    private record Members(Gauge connections, Gauge streams, Counter opened) {}

    private final Family<Gauge> connections;
    private final Family<Gauge> streams;
    private final Family<Counter> opened;
    private final Family<Counter> exhausted;
    private final Map<String, Members> byListener = new ConcurrentHashMap<>();

    /** Counts in {@code metrics}. */
    public Http2Metrics(Metrics metrics) {
        this.connections = metrics.gauge("telpher_http2_connections", "Connections that speak HTTP/2.", "listener");
        this.streams = metrics.gauge("telpher_http2_streams_open", "Streams open.", "listener");
        this.opened = metrics.counter("telpher_http2_streams_total", "Streams that clients have opened.", "listener");
        this.exhausted = metrics.counter(
                "telpher_http2_exhausted_total",
                "Connections closed because there was too much of something.",
                "listener",
                "budget");
    }

    /** There is a connection more, or by -1 one fewer. */
    public void connection(String listener, int change) {
        move(of(listener).connections, change);
    }

    /** There is a stream more, or by -1 one fewer. */
    public void stream(String listener, int change) {
        Members members = of(listener);
        move(members.streams, change);
        if (change > 0) {
            members.opened.increment();
        }
    }

    /** A connection was closed because there was too much of something. */
    public void exhausted(String listener, String budget) {
        exhausted.with(listener, budget).increment();
    }

    private static void move(Gauge gauge, int change) {
        if (change > 0) {
            gauge.increment();
        } else {
            gauge.decrement();
        }
    }

    private Members of(String listener) {
        Members known = byListener.get(listener);
        return known != null
                ? known
                : byListener.computeIfAbsent(
                        listener, name -> new Members(connections.with(name), streams.with(name), opened.with(name)));
    }
}
