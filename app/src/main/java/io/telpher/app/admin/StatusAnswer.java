package io.telpher.app.admin;

import io.telpher.app.metrics.ProcessReadings;
import io.telpher.core.Json;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the page shows, as JSON. Counters only: whoever asks twice makes rates of them. */
final class StatusAnswer {
    private final Running running;
    private final Metrics metrics;
    private final String version;

    StatusAnswer(Running running, Metrics metrics, String version) {
        this.running = running;
        this.metrics = metrics;
        this.version = version;
    }

    Json.Members now() {
        return Json.members()
                .put("version", version)
                .put("phase", running.phase().name().toLowerCase(Locale.ROOT))
                .put("uptime_seconds", ProcessReadings.uptimeSeconds())
                .put("configuration", configuration(running.loaded()))
                .put("in_flight", inFlight())
                .put("requests", byLabel("telpher_http_requests_total", "code"))
                .put("ends", byLabel("telpher_http_ends_total", "reason"))
                .put("routes", byLabel("telpher_http_requests_total", "route"))
                .put(
                        "upstreams",
                        running.upstreams().stream().map(StatusAnswer::upstream).toList());
    }

    private static Json.Members configuration(Running.Loaded loaded) {
        Json.Members members = Json.members()
                .put("file", loaded.file())
                .put("digest", loaded.digest())
                .put("since", loaded.since().toString())
                .put("reloads", loaded.reloads());
        Running.Refused refused = loaded.refused();
        return refused == null
                ? members
                : members.put(
                        "refused",
                        Json.members().put("at", refused.at().toString()).put("why", refused.why()));
    }

    private static Json.Members upstream(Running.Upstream upstream) {
        return Json.members()
                .put("name", upstream.name())
                .put("balance", upstream.balance())
                .put("healthy", upstream.healthy())
                .put("away", upstream.away())
                .put("breaker", breaker(upstream.breaker()))
                .put("bulkhead", bulkhead(upstream.bulkhead()))
                .put(
                        "endpoints",
                        upstream.endpoints().stream()
                                .map(StatusAnswer::endpoint)
                                .toList());
    }

    private static Json.@Nullable Members breaker(Running.@Nullable Breaker breaker) {
        return breaker == null
                ? null
                : Json.members()
                        .put("state", breaker.state())
                        .put("calls", breaker.calls())
                        .put("failures", breaker.failures())
                        .put("wait_seconds", breaker.waitSeconds());
    }

    private static Json.@Nullable Members bulkhead(Running.@Nullable Bulkhead bulkhead) {
        return bulkhead == null
                ? null
                : Json.members()
                        .put("limit", bulkhead.limit())
                        .put("used", bulkhead.used())
                        .put("waiting", bulkhead.waiting());
    }

    private static Json.Members endpoint(Running.Served endpoint) {
        return Json.members()
                .put("address", endpoint.address())
                .put("health", endpoint.health().name().toLowerCase(Locale.ROOT))
                .put("percent", endpoint.percent())
                .put("why", endpoint.why())
                .put("in_flight", endpoint.inFlight())
                .put("requests", endpoint.requests())
                .put("failures", endpoint.failures())
                .put("breaker", breaker(endpoint.breaker()));
    }

    private long inFlight() {
        @Nullable Family<Gauge> family = metrics.gauges().get("telpher_http_requests_in_flight");
        long[] sum = {0};
        if (family != null) {
            family.forEach((values, gauge) -> sum[0] += gauge.value());
        }
        return sum[0];
    }

    private Map<String, Long> byLabel(String name, String label) {
        Map<String, Long> sums = new TreeMap<>();
        @Nullable Family<Counter> family = metrics.counters().get(name);
        if (family != null) {
            int at = family.labels().indexOf(label);
            family.forEach((values, counter) -> {
                if (counter.value() > 0) {
                    sums.merge(values.get(at), counter.value(), Long::sum);
                }
            });
        }
        return sums;
    }
}
