package io.telpher.app.upstream;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import io.telpher.httpnetty.ClientEvents;
import java.util.function.IntConsumer;

/** Counts an upstream's connections and streams: how many are open, how many were made, how often one was used again. */
final class PoolMetrics implements ClientEvents {
    private final Gauge open;
    private final Gauge streams;
    private final Counter made;
    private final Counter reused;

    PoolMetrics(Metrics metrics, String upstream) {
        open = metrics.gauge("telpher_upstream_connections", "Connections open to an upstream.", "upstream")
                .with(upstream);
        streams = metrics.gauge("telpher_upstream_streams", "Streams of HTTP/2 open to an upstream.", "upstream")
                .with(upstream);
        made = metrics.counter(
                        "telpher_upstream_connections_made_total", "Connections made to an upstream.", "upstream")
                .with(upstream);
        reused = metrics.counter(
                        "telpher_upstream_connections_reused_total",
                        "Requests sent on a connection that had served before.",
                        "upstream")
                .with(upstream);
    }

    /** Counts the calls that wait until they may use or open a connection. */
    static IntConsumer waiting(Metrics metrics, String upstream) {
        return metrics.gauge("telpher_upstream_waiting", "Calls that wait for a connection to an upstream.", "upstream")
                .with(upstream)::add;
    }

    @Override
    public void opened() {
        open.increment();
        made.increment();
    }

    @Override
    public void closed() {
        open.decrement();
    }

    @Override
    public void stream(int change) {
        if (change > 0) {
            streams.increment();
        } else {
            streams.decrement();
        }
    }

    @Override
    public void reused() {
        reused.increment();
    }
}
