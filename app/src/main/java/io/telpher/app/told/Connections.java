package io.telpher.app.told;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;

/** Counts the connections of every listener, whatever it speaks. */
final class Connections {
    private final Family<Gauge> open;
    private final Family<Counter> accepted;

    Connections(Metrics metrics) {
        this.open = metrics.gauge("telpher_listener_connections", "Connections open on a listener.", "listener");
        this.accepted = metrics.counter(
                "telpher_listener_accepted_total", "Connections that a listener has accepted.", "listener");
    }

    void opened(String listener) {
        open.with(listener).increment();
        accepted.with(listener).increment();
    }

    void closed(String listener) {
        open.with(listener).decrement();
    }
}
