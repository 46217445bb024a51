package io.telpher.balance;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Histogram;
import io.telpher.core.metrics.Metrics;

/** What is counted of an upstream's calls. */
final class UpstreamMetrics {
    private UpstreamMetrics() {}

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
                "telpher_upstream_panic_total",
                "Calls that might go to any endpoint because too few are healthy.",
                "upstream");
    }

    static Family<Counter> nobody(Metrics metrics) {
        return metrics.counter(
                "telpher_upstream_no_endpoint_total",
                "Calls that were refused because there is no endpoint.",
                "upstream");
    }
}
