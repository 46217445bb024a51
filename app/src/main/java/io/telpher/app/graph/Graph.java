package io.telpher.app.graph;

import io.telpher.app.Configuration;
import io.telpher.core.Stays;
import io.telpher.core.Subscription;
import io.telpher.core.Verdict;
import io.telpher.core.metrics.Counter;
import io.telpher.gateway.Destination;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.gateway.respond.RespondConfig;
import io.telpher.gateway.route.Router;
import io.telpher.http.Exchange;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The wiring of one configuration: routes, and the upstreams they lead to. It is not changed: another takes its place, and
 * it goes when the exchanges that began with it have ended.
 */
final class Graph implements HttpDispatch, Exchange.Kept {
    private final Configuration configuration;
    private final Parts parts;
    private final NamedStores stores;
    private final Map<String, HttpUpstream> upstreams;
    private final Map<HttpUpstream.Key, HttpUpstream> held = new LinkedHashMap<>();
    private final Stays stays = new Stays(this::close);
    private final AtomicReference<@Nullable Router> router;
    private volatile Map<Place, HttpGate> gates = Map.of();
    private volatile @Nullable Subscription limit;

    /**
     * A graph that serves nobody yet.
     *
     * @throws IOException if a file cannot be used; nothing is kept then
     */
    Graph(Configuration configuration, Parts parts) throws IOException {
        this.configuration = configuration;
        this.parts = parts;
        this.stores = new NamedStores(configuration.stores(), parts.stores());
        try {
            this.upstreams = upstreams();
            this.router = new AtomicReference<>(Router.build(
                    configuration.routes(),
                    new Router.Parts(
                            this::upstream,
                            new Forwarding(configuration.trusted()),
                            parts.metrics(),
                            parts.waiter(),
                            parts.calendar(),
                            parts.living(),
                            stores)));
        } catch (IOException | RuntimeException e) {
            leaveUpstreams();
            throw e;
        }
    }

    private Map<String, HttpUpstream> upstreams() throws IOException {
        Map<String, HttpUpstream> named = new LinkedHashMap<>();
        for (Map.Entry<String, UpstreamConfig> entry : configuration.upstreams().entrySet()) {
            UpstreamConfig config = entry.getValue();
            HttpUpstream.Key key = new HttpUpstream.Key(entry.getKey(), config, Fingerprint.of(config.files()));
            HttpUpstream upstream = parts.upstreams().take(key, () -> {
                HttpUpstream made = new HttpUpstream(key, parts);
                made.start();
                return made;
            });
            held.put(key, upstream);
            named.put(entry.getKey(), upstream);
        }
        return named;
    }

    private Destination upstream(String name) {
        HttpUpstream known = upstreams.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no upstream " + name); // the reader has told the user already
        }
        FallbackConfig fallback = known.config().fallback();
        if (fallback == null) {
            return known;
        }
        Counter taken = parts.metrics()
                .counter("telpher_upstream_fallback_total", "Calls that the fallback answered.", "upstream")
                .with(name);
        RespondConfig answer = fallback.respond();
        String to = fallback.to();
        if (answer != null) {
            return new Fallback(known, answer.handler(), taken);
        }
        return to == null ? known : new Fallback(known, upstream(to), taken); // the reader has seen that this ends
    }

    Configuration configuration() {
        return configuration;
    }

    /** By name, whether they are connected. */
    Map<String, Boolean> stores() {
        return stores.connected();
    }

    List<HttpUpstream> all() {
        return List.copyOf(upstreams.values());
    }

    /** Says what stands before the routes, before it serves. */
    void gates(Map<Place, HttpGate> before) {
        gates = before;
    }

    /** An exchange begins. @return false if this graph is over */
    boolean enter() {
        return stays.enter();
    }

    Verdict<HttpResponse> admit(Place place, HttpRequest head) {
        HttpGate gate = gates.isEmpty() ? null : gates.get(place);
        return gate == null ? Verdict.admit() : gate.admit(head);
    }

    @Override
    public HttpHandler choose(HttpRequest head) {
        Router routes = router.get();
        if (routes == null) {
            throw new IllegalStateException("this graph is over");
        }
        return routes.choose(head);
    }

    @Override
    public void leave() {
        stays.leave();
    }

    /** Another serves from now on. Exchanges that began with this one have {@code drainNanos} to end. */
    void retire(long drainNanos) {
        limit = parts.loops().all().getFirst().after(drainNanos, this::close);
        stays.leave();
    }

    /** Lets go of its upstreams, on a thread of its own: the last exchange ends on an event loop, which never waits. */
    void close() {
        if (router.getAndSet(null) == null) {
            return;
        }
        Thread.ofVirtual().name("old graph").start(() -> {
            Subscription timer = limit;
            if (timer != null) {
                timer.close();
            }
            leaveUpstreams();
        });
    }

    private void leaveUpstreams() {
        held.keySet().forEach(parts.upstreams()::leave);
        stores.close();
    }
}
