package io.telpher.balance;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Histogram;
import io.telpher.core.metrics.Metrics;

/** The metrics of this room. Those with the label {@code endpoint} are forgotten when the endpoint leaves. */
final class EndpointMetrics {
    private EndpointMetrics() {}

    static Family<Counter> attempts(Metrics metrics) {
        return metrics.counter(
                "telpher_endpoint_attempts_total",
                "Calls sent to an endpoint, retries included.",
                "upstream",
                "endpoint");
    }

    static Family<Counter> failures(Metrics metrics) {
        return metrics.counter(
                "telpher_endpoint_failures_total",
                "Calls that an endpoint failed: no reply, or one that tells of a failure.",
                "upstream",
                "endpoint");
    }

    static Family<Gauge> inFlight(Metrics metrics) {
        return metrics.gauge(
                "telpher_endpoint_in_flight", "Exchanges that have not ended yet.", "upstream", "endpoint");
    }

    static Family<Gauge> healthy(Metrics metrics) {
        return metrics.gauge(
                "telpher_endpoint_healthy", "1 if the endpoint is well, 0 if it is down.", "upstream", "endpoint");
    }

    static Family<Histogram> response(Metrics metrics) {
        return metrics.histogram(
                "telpher_upstream_response_seconds", "Time from the pick to the reply's head.", "upstream");
    }

    static Family<Counter> retries(Metrics metrics) {
        return metrics.counter(
                "telpher_upstream_next_endpoint_total",
                "Calls that went to another endpoint because the first had not acted on them.",
                "upstream");
    }

    static Family<Counter> panics(Metrics metrics) {
        return metrics.counter(
                "telpher_upstream_panic_total", "Calls that were sent although no endpoint is healthy.", "upstream");
    }

    static Family<Counter> nobody(Metrics metrics) {
        return metrics.counter(
                "telpher_upstream_no_endpoint_total",
                "Calls that were refused because there is no endpoint.",
                "upstream");
    }

    /** Forgets what was counted for an endpoint. */
    static void forget(Metrics metrics, String upstream, String address) {
        attempts(metrics).remove(upstream, address);
        failures(metrics).remove(upstream, address);
        inFlight(metrics).remove(upstream, address);
        healthy(metrics).remove(upstream, address);
    }
}
