package io.telpher.app.graph;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import io.telpher.httpnetty.ClientEvents;

/** Counts an upstream's connections: how many are open, how many were made, how often one was used again. */
final class PoolMetrics implements ClientEvents {
    private final Gauge open;
    private final Counter made;
    private final Counter reused;

    PoolMetrics(Metrics metrics, String upstream) {
        open = metrics.gauge("telpher_upstream_connections", "Connections open to an upstream.", "upstream")
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
    public void reused() {
        reused.increment();
    }
}
