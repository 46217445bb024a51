package io.telpher.app.graph;

import io.telpher.balance.EndpointStatus;
import io.telpher.balance.Upstream;
import io.telpher.balance.UpstreamParts;
import io.telpher.core.Component;
import io.telpher.core.Endpoint;
import io.telpher.core.Resolver;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.httpnetty.HttpClient;
import io.telpher.httpnetty.loop.ClientContext;
import io.telpher.httpnetty.loop.PoolLimits;
import io.telpher.net.Connector;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.EndpointTls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upstream that speaks HTTP. */
final class HttpUpstream implements HttpHandler, Component {
    private static final List<String> PROTOCOLS = List.of("http/1.1");

    private final String name;
    private final UpstreamConfig config;
    private final Parts parts;
    private final @Nullable ClientTls tls;
    private final PoolLimits limits;
    private final PoolMetrics metrics;
    private final Upstream<HttpRequest, HttpResponse> upstream;

    /** @throws IOException if its file of authorities cannot be used */
    HttpUpstream(String name, UpstreamConfig config, Parts parts) throws IOException {
        this.name = name;
        this.config = config;
        this.parts = parts;
        this.tls = config.tls() == null ? null : new ClientTls(config.tls(), PROTOCOLS, parts.calendar());
        this.limits = new PoolLimits(config.client().pool());
        this.metrics = new PoolMetrics(parts.metrics(), name);
        this.upstream = new Upstream<>(
                new UpstreamParts<>(
                        name,
                        Resolver.fixed(config.endpoints()),
                        config.balance(),
                        config.health(),
                        RequestKey.of(config.balance().on()),
                        this::service,
                        HttpTraits.INSTANCE,
                        (_, _) -> {}),
                parts.endpoints());
    }

    private EndpointService service(Endpoint endpoint) {
        ClientTls secure = tls;
        Connector.Security security = secure == null
                ? null
                : new EndpointTls(
                        secure, endpoint, Duration.ofNanos(config.client().connectTimeoutNanos()));
        if (security != null) {
            parts.clients().secure(endpoint, security);
        }
        Connector connector =
                new Connector(parts.loops(), endpoint, config.client().connectTimeoutNanos(), security);
        ClientContext context = new ClientContext(endpoint, config.client(), limits, connector, metrics);
        HttpClient client = new HttpClient(parts.loops(), context);
        return new EndpointService(
                name, endpoint.address(), client, parts.loops().all().getFirst());
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        return upstream.call(request);
    }

    String name() {
        return name;
    }

    UpstreamConfig config() {
        return config;
    }

    List<EndpointStatus> status() {
        return upstream.status();
    }

    @Override
    public void start() {
        upstream.start();
    }

    @Override
    public void close() {
        upstream.close();
        ClientTls secure = tls;
        if (secure != null) {
            secure.close();
        }
    }
}
