package io.telpher.app.graph;

import io.telpher.app.Configuration;
import io.telpher.app.admin.Running;
import io.telpher.app.listener.ListenerConfig;
import io.telpher.app.listener.PassConfig;
import io.telpher.app.listener.Place;
import io.telpher.app.listener.Targets;
import io.telpher.app.reload.Fingerprint;
import io.telpher.app.store.NamedCaches;
import io.telpher.app.store.NamedStores;
import io.telpher.app.upstream.DialUpstream;
import io.telpher.app.upstream.Fallback;
import io.telpher.app.upstream.FallbackConfig;
import io.telpher.app.upstream.HttpUpstream;
import io.telpher.app.upstream.NamedUpstream;
import io.telpher.app.upstream.UpstreamConfig;
import io.telpher.core.Failure;
import io.telpher.core.SharedStore;
import io.telpher.core.Stays;
import io.telpher.core.Subscription;
import io.telpher.core.Verdict;
import io.telpher.core.metrics.Counter;
import io.telpher.gateway.CopyLog;
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
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final NamedCaches caches;
    private final Map<String, HttpUpstream> upstreams = new LinkedHashMap<>();
    private final Map<String, DialUpstream> dials = new LinkedHashMap<>();
    private final Map<NamedUpstream.Key, DialUpstream> heldDials = new LinkedHashMap<>();
    private final Map<Place, Targets> targets = new HashMap<>();
    private final Map<NamedUpstream.Key, HttpUpstream> held = new LinkedHashMap<>();
    private final Stays stays = new Stays(this::close);
    private final AtomicReference<@Nullable Router> router;
    private volatile Map<Place, HttpGate> gates = Map.of();
    private volatile @Nullable Subscription limit;

    /**
     * A graph that serves nobody yet.
     *
     * @param copies where copies of requests are logged
     * @param first true if none serves: should this one not come about, what goes away with it is no news
     * @throws IOException if a file cannot be used; nothing is kept then
     */
    Graph(Configuration configuration, Parts parts, CopyLog copies, boolean first) throws IOException {
        this.configuration = configuration;
        this.parts = parts;
        this.stores = new NamedStores(configuration.stores(), parts.stores());
        this.caches = new NamedCaches(configuration.caches(), stores::engine, parts.caches(), parts.living());
        try {
            passThrough();
            for (String name : configuration.upstreams().keySet()) {
                if (!dials.containsKey(name)) {
                    hold(name);
                }
            }
            this.router = new AtomicReference<>(Router.build(
                    configuration.routes(),
                    new Router.Parts(
                            this::upstream,
                            new Forwarding(configuration.trusted()),
                            parts.metrics(),
                            parts.waiter(),
                            parts.calendar(),
                            parts.living(),
                            stores,
                            copies,
                            caches,
                            new Documents(parts.loops(), parts.waiter().ticker(), parts.calendar()))));
        } catch (UncheckedIOException e) {
            undo(first);
            throw e.getCause();
        } catch (IOException | RuntimeException e) {
            undo(first);
            throw e;
        }
    }

    private void undo(boolean first) {
        if (first) {
            parts.upstreams().quiet();
        }
        leaveUpstreams();
    }

    /** What the listeners of layer 4 need. */
    private void passThrough() throws IOException {
        for (Map.Entry<Place, ListenerConfig> entry :
                Place.of(configuration.listeners()).entrySet()) {
            if (entry.getValue() instanceof PassConfig listener) {
                targets.put(entry.getKey(), listener.to());
                for (String name : listener.to().upstreams()) {
                    if (!dials.containsKey(name)) {
                        holdDial(name);
                    }
                }
            }
        }
    }

    private HttpUpstream hold(String name) throws IOException {
        NamedUpstream.Key key = key(name);
        HttpUpstream upstream = parts.upstreams().take(key);
        held.put(key, upstream);
        upstreams.put(name, upstream);
        return upstream;
    }

    private void holdDial(String name) throws IOException {
        NamedUpstream.Key key = key(name);
        DialUpstream upstream = parts.upstreams().takeDial(key);
        heldDials.put(key, upstream);
        dials.put(name, upstream);
    }

    private NamedUpstream.Key key(String name) {
        UpstreamConfig config = configuration.upstreams().get(name);
        if (config == null) {
            throw new IllegalArgumentException("no upstream " + name); // the reader has told the user already
        }
        return new NamedUpstream.Key(name, config, Fingerprint.of(config.files()));
    }

    /** What a route leads to: made now if only layer 4 has used it until here. */
    private HttpUpstream spoken(String name) {
        HttpUpstream known = upstreams.get(name);
        try {
            return known == null ? hold(name) : known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Destination upstream(String name) {
        HttpUpstream known = spoken(name);
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

    /** True if what clients say first is to travel with the SYN to the upstream. */
    boolean clientFirst(Place place, @Nullable String serverName) {
        DialUpstream upstream = upstream(place, serverName);
        return upstream != null && upstream.config().fastOpen();
    }

    private @Nullable DialUpstream upstream(Place place, @Nullable String serverName) {
        Targets to = targets.get(place);
        String name = to == null ? null : to.of(serverName);
        return name == null ? null : dials.get(name);
    }

    /** Connects a visit to whom its listener leads. */
    Link dial(Place place, Visit visit) throws Exception {
        DialUpstream upstream = upstream(place, visit.serverName());
        if (upstream == null) {
            throw new Failure(
                    Failure.Side.LOCAL,
                    Failure.Kind.NO_ENDPOINT,
                    false,
                    "the listener leads nowhere for "
                            + (visit.serverName() == null ? "clients that name no host" : visit.serverName()));
        }
        return upstream.call(visit);
    }

    Configuration configuration() {
        return configuration;
    }

    /** What routes keep of responses. */
    Running.Caches caches() {
        return caches.told();
    }

    /** The values of a store. */
    SharedStore values(String store) {
        return stores.values(store);
    }

    /** By name, whether they are connected. */
    Map<String, Boolean> stores() {
        return stores.connected();
    }

    /** Every upstream, in the order of the file. */
    List<NamedUpstream> all() {
        List<NamedUpstream> all = new ArrayList<>();
        for (String name : configuration.upstreams().keySet()) {
            NamedUpstream dial = dials.get(name);
            NamedUpstream one = dial == null ? upstreams.get(name) : dial;
            if (one != null) {
                all.add(one);
            }
        }
        return all;
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
        heldDials.keySet().forEach(parts.upstreams()::leaveDial);
        caches.close();
        stores.close();
    }
}
