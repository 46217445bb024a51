package io.telpher.app.metrics;

import io.telpher.app.access.Completed;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Exchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of each exchange. {@link #began} and {@link #accept} are called on event loops: they find the members by
 * the identity of names that come from the configuration and raise a few counters. Labels are names of the configuration,
 * addresses of endpoints and classes of status, never what a client sends.
 */
public final class RequestMetrics implements Consumer<Completed> {
    /** The value of a label that has none. */
    static final String NONE = "none";

    private final Family<Gauge> inFlight;
    private final RequestFamilies families;
    private final Map<String, Gauge> inFlightByListener = new ConcurrentHashMap<>();
    private final Map<String, RouteMembers> byRoute = new ConcurrentHashMap<>();
    private final Map<String, EndpointMembers> byEndpoint = new ConcurrentHashMap<>();

    /** Counts in {@code metrics}. */
    public RequestMetrics(Metrics metrics) {
        this.inFlight =
                metrics.gauge("telpher_http_requests_in_flight", "Requests that have begun and not ended.", "listener");
        this.families = new RequestFamilies(metrics);
    }

    /** Counts a request that begins on a listener. Each one is to {@linkplain #accept end}. */
    public void began(String listener) {
        inFlight(listener).increment();
    }

    /** Counts the end of an exchange that did not {@linkplain #began begin} as a request: its framing was refused. */
    public void unread(Completed end) {
        count(end);
    }

    /** Counts the end of a request. */
    @Override
    public void accept(Completed end) {
        inFlight(end.exchange().peer().listener()).decrement();
        count(end);
    }

    private Gauge inFlight(String listener) {
        Gauge known = inFlightByListener.get(listener);
        return known != null ? known : inFlightByListener.computeIfAbsent(listener, name -> inFlight.with(name));
    }

    private void count(Completed end) {
        Exchange exchange = end.exchange();
        route(orNone(exchange.route())).count(end);
        String upstream = exchange.upstream();
        String endpoint = exchange.endpoint();
        if (upstream != null && endpoint != null) {
            endpoint(upstream, endpoint).count(end);
        }
    }

    private RouteMembers route(String name) {
        RouteMembers known = byRoute.get(name);
        return known != null ? known : byRoute.computeIfAbsent(name, key -> new RouteMembers(key, families));
    }

    /** An endpoint can serve two upstreams: the one seen first is kept here, others are looked up. */
    private EndpointMembers endpoint(String upstream, String address) {
        EndpointMembers known = byEndpoint.get(address);
        if (known != null && known.upstream().equals(upstream)) {
            return known;
        }
        EndpointMembers made = new EndpointMembers(upstream, address, families);
        if (byEndpoint.size() < Family.MEMBERS_MAX) {
            byEndpoint.put(address, made);
        }
        return made;
    }

    /** Forgets names that a new configuration may no longer have. What was counted stays. */
    public void forget() {
        byRoute.clear();
        byEndpoint.clear();
    }

    static String orNone(@Nullable String name) {
        return name == null ? NONE : name;
    }

    /** The class of a status: {@code 2xx}; {@code none} if nothing was answered. */
    static int statusClass(int status) {
        return status < 100 || status > 599 ? 0 : status / 100;
    }

    static Counter[] byClass(Family<Counter> family, String... labels) {
        String[] codes = {NONE, "1xx", "2xx", "3xx", "4xx", "5xx"};
        Counter[] counters = new Counter[codes.length];
        String[] values = java.util.Arrays.copyOf(labels, labels.length + 1);
        for (int i = 0; i < codes.length; i++) {
            values[labels.length] = codes[i];
            counters[i] = family.with(values);
        }
        return counters;
    }
}
