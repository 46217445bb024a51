package io.telpher.balance.health;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
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
                "telpher_endpoint_healthy", "1 if the endpoint is sent work, 0 if it is out.", "upstream", "endpoint");
    }

    static Family<Gauge> state(Metrics metrics) {
        return metrics.gauge(
                "telpher_endpoint_state",
                "0 healthy, 1 returning, 2 ejected, 3 down, 4 draining, 5 removed.",
                "upstream",
                "endpoint");
    }

    static Family<Gauge> percent(Metrics metrics) {
        return metrics.gauge(
                "telpher_endpoint_ramp_percent",
                "The part of its share that the endpoint gets, 0 while it is out.",
                "upstream",
                "endpoint");
    }

    static Family<Counter> ejections(Metrics metrics) {
        return metrics.counter(
                "telpher_endpoint_ejections_total",
                "How often the endpoint was ejected for how it answered users.",
                "upstream",
                "endpoint");
    }

    static Family<Counter> forced(Metrics metrics) {
        return metrics.counter(
                "telpher_endpoint_forced_total",
                "Exchanges that had not ended when a drain was over.",
                "upstream",
                "endpoint");
    }

    static Family<Counter> refusals(Metrics metrics) {
        return metrics.counter(
                "telpher_upstream_ejections_refused_total",
                "Ejections that did not happen because too many endpoints are out.",
                "upstream");
    }

    static Family<Counter> steps(Metrics metrics) {
        return metrics.counter(
                "telpher_upstream_drain_steps_total",
                "Steps of drains: asked, marked, closed, finishing, waited, forced, removed.",
                "upstream",
                "step");
    }

    /** Forgets what was counted for an endpoint. */
    static void forget(Metrics metrics, String upstream, String address) {
        attempts(metrics).remove(upstream, address);
        failures(metrics).remove(upstream, address);
        inFlight(metrics).remove(upstream, address);
        healthy(metrics).remove(upstream, address);
        state(metrics).remove(upstream, address);
        percent(metrics).remove(upstream, address);
        ejections(metrics).remove(upstream, address);
        forced(metrics).remove(upstream, address);
    }
}
