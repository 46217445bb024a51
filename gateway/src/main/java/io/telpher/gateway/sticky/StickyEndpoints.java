package io.telpher.gateway.sticky;

import io.telpher.balance.Endpoints;
import io.telpher.balance.algorithm.Ties;
import io.telpher.core.Service;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What keeps requests with one endpoint of an upstream. It stands around the upstream, which balances by its {@link #ties()}
 * and {@link #key}, and gives those a cookie that have nothing else: with the opaque name of the endpoint that served them.
 */
public final class StickyEndpoints implements HttpFilter {
    private final Belonging belonging;
    private final Ties ties;
    private final Counter kept;
    private final Counter fresh;
    private final Counter moved;
    private final Map<String, Long> ids = new ConcurrentHashMap<>();

    /** For one upstream. */
    public StickyEndpoints(String upstream, StickyConfig config, Metrics metrics) {
        this.belonging = new Belonging(config);
        this.ties = new Ties(!config.by().isEmpty(), upstream + '\n' + config.salt());
        Family<Counter> outcomes = metrics.counter(
                "telpher_sticky_requests_total",
                "Requests with our cookie or none: kept with their endpoint, fresh, or moved to another one.",
                "upstream",
                "outcome");
        this.kept = outcomes.with(upstream, "kept");
        this.fresh = outcomes.with(upstream, "fresh");
        this.moved = outcomes.with(upstream, "moved");
    }

    /** How the upstream is to be balanced. */
    public Ties ties() {
        return ties;
    }

    /** The key by which it is to balance a request. */
    public long key(HttpRequest request) {
        long hash = belonging.hashed(request, Ties.NONE);
        return hash != Ties.NONE ? hash : belonging.named(request, Ties.NONE);
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        HttpResponse response = next.call(request);
        String endpoint = request.exchange().endpoint();
        if (!belonging.gives() || endpoint == null || belonging.hashed(request, Ties.NONE) != Ties.NONE) {
            return response;
        }
        long served = id(endpoint);
        long wanted = belonging.named(request, Ties.NONE);
        if (served == wanted) {
            kept.increment();
            return response;
        }
        (wanted == Ties.NONE ? fresh : moved).increment();
        return belonging.give(request, response, served);
    }

    private long id(String endpoint) {
        Long known = ids.get(endpoint);
        if (known != null) {
            return known;
        }
        if (ids.size() >= Endpoints.MAX) {
            ids.clear(); // endpoints that left long ago
        }
        return ids.computeIfAbsent(endpoint, ties::id);
    }
}
