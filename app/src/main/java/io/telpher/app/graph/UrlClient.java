package io.telpher.app.graph;

import io.telpher.core.Endpoint;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpUrl;
import io.telpher.httpnetty.ClientEvents;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.HttpClient;
import io.telpher.httpnetty.PoolSettings;
import io.telpher.httpnetty.loop.client.ClientContext;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.EndpointTls;
import io.telpher.net.tls.UpstreamTlsConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to a URL that we ask for ourselves, such as the webhook of alerts: beside the pools of the upstreams. */
final class UrlClient implements HttpHandler, AutoCloseable {
    private final HttpClient client;
    private final @Nullable ClientTls tls;

    /** @throws IOException if its file of authorities cannot be used */
    UrlClient(HttpUrl url, UpstreamTlsConfig config, Duration patience, Loops loops, InstantSource calendar)
            throws IOException {
        Endpoint endpoint = url.endpoint();
        long timeout = patience.toNanos();
        ClientTls secure = url.secure() ? new ClientTls(config, List.of("http/1.1"), calendar) : null;
        Connector connector = new Connector(
                loops, endpoint, timeout, secure == null ? null : new EndpointTls(secure, endpoint, patience));
        ClientSettings settings =
                new ClientSettings(HeadLimits.DEFAULT, timeout, timeout, timeout, PoolSettings.DEFAULT);
        PoolLimits limits = new PoolLimits(settings.pool());
        this.tls = secure;
        this.client =
                new HttpClient(loops, new ClientContext(endpoint, settings, limits, connector, ClientEvents.NONE));
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        return client.call(request);
    }

    @Override
    public void close() {
        client.close();
        if (tls != null) {
            tls.close();
        }
    }
}
