package io.telpher.app.upstream;

import io.telpher.balance.Upstream;
import io.telpher.balance.UpstreamParts;
import io.telpher.core.Component;
import io.telpher.core.Endpoint;
import io.telpher.core.Resolver;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.gateway.Destination;
import io.telpher.gateway.sticky.RequestKey;
import io.telpher.gateway.sticky.StickyEndpoints;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An upstream that speaks HTTP. Graphs that want the very same one share it. */
public final class HttpUpstream implements Destination, NamedUpstream, Component {
    private final Key key;
    private final Upstreams.Means means;
    private final Ways.@Nullable Tls tls;
    private final Guards<HttpRequest, HttpResponse> guards;
    private final EndpointList list;
    private final Upstream<HttpRequest, HttpResponse> upstream;
    private final Service<HttpRequest, HttpResponse> service;

    /** @throws IOException if its file of authorities cannot be used */
    HttpUpstream(Key key, Upstreams.Means means) throws IOException {
        this.key = key;
        this.means = means;
        UpstreamConfig config = key.config();
        this.tls = config.tls() == null
                ? null
                : new Ways.Tls(config.tls(), key.files(), config.client().protocol());
        if (tls != null) {
            means.ways().take(tls); // each way takes hold of it for itself, later: whether it can be had is known now
        }
        StickyEndpoints sticky =
                config.sticky() == null ? null : new StickyEndpoints(key.name(), config.sticky(), means.metrics());
        this.guards = new Guards<>(key.name(), config.guards(), HttpTraits.INSTANCE, means.guards());
        this.list = new EndpointList(key.name(), config, means.discoveries()); // last: nothing after it fails
        this.upstream = new Upstream<>(
                new UpstreamParts<>(
                        key.name(),
                        list.resolver(),
                        sticky == null ? config.balance() : config.balance().tied(sticky.ties()),
                        config.health(),
                        config.degradation(),
                        sticky == null ? RequestKey.of(config.balance().on()) : sticky::key,
                        this::service,
                        HttpTraits.INSTANCE,
                        (_, _) -> {}),
                means.endpoints());
        this.service = guards.around(sticky == null ? upstream : sticky.then(upstream));
    }

    private Service<HttpRequest, HttpResponse> service(Endpoint endpoint) {
        Ways ways = means.ways();
        Ways.Key wanted = new Ways.Key(name(), endpoint.address(), config().client(), config().proxyProtocol(), tls);
        Ways.Way way = ways.take(wanted, endpoint);
        Subscription check = ways.checks().hold(wanted, endpoint, way.security());
        return guards.around(
                endpoint,
                new EndpointService(ways, way, check, means.loops().all().getFirst()));
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        return service.call(request);
    }

    @Override
    public boolean available() {
        return guards.admits() && upstream.available();
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Upstream<?, ?> picking() {
        return upstream;
    }

    @Override
    public Resolver resolver() {
        return list.resolver();
    }

    @Override
    public Guards<HttpRequest, HttpResponse> guards() {
        return guards;
    }

    @Override
    public void start() {
        upstream.start();
    }

    /** Takes no more calls; what it has goes on to its end. */
    @Override
    public void close() {
        upstream.close();
        guards.close();
        if (tls != null) {
            means.ways().leave(tls);
        }
        list.close();
    }
}
