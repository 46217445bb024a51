package io.telpher.app.upstream;

import io.telpher.core.Endpoint;
import io.telpher.core.Shared;
import io.telpher.core.metrics.Metrics;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.HttpClient;
import io.telpher.httpnetty.PoolSettings;
import io.telpher.httpnetty.Protocol;
import io.telpher.httpnetty.loop.client.ClientContext;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import io.telpher.net.proxyprotocol.wire.ProxyHeaderWriter;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.EndpointTls;
import io.telpher.net.tls.UpstreamTlsConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The ways to endpoints: pools of connections and upstreams' TLS, by identity. They outlive graphs: an upstream that is
 * built anew goes on with the connections to every endpoint that it still talks to in the same manner.
 */
final class Ways {
    private final Loops loops;
    private final Metrics metrics;
    private final InstantSource calendar;
    private final CheckClients checks;
    private final Shared<Tls, ClientTls> tls = new Shared<>(ClientTls::close);
    private final Shared<Bound, PoolLimits> limits = new Shared<>(_ -> {});
    private final Shared<Key, Way> ways = new Shared<>(this::close);

    Ways(Loops loops, Metrics metrics, InstantSource calendar, CheckClients checks) {
        this.loops = loops;
        this.metrics = metrics;
        this.calendar = calendar;
        this.checks = checks;
    }

    /**
     * Whom an upstream trusts and what it shows.
     *
     * @param config as configured
     * @param files the fingerprint of the files that it names
     * @param protocol what is offered by ALPN
     */
    record Tls(UpstreamTlsConfig config, String files, Protocol protocol) {
        /** The same for connections that are to be upgraded, which must speak HTTP/1.1; null if it will not do so. */
        @Nullable
        Tls forUpgrades() {
            return protocol == Protocol.AUTO ? new Tls(config, files, Protocol.HTTP1) : null;
        }
    }

    /**
     * A way's identity.
     *
     * @param upstream the upstream's name: each has its own connections
     * @param endpoint the address
     * @param client how it is talked to
     * @param headers how its connections name clients, or null if they do not
     * @param tls null for plain TCP
     */
    record Key(
            String upstream,
            String endpoint,
            ClientSettings client,
            @Nullable ProxyHeaderWriter headers,
            @Nullable Tls tls) {}

    private record Bound(String upstream, PoolSettings pool) {}

    /**
     * A way to an endpoint.
     *
     * @param client sends
     * @param connector makes its connections, and can break them
     * @param security puts TLS on a connection, or null
     */
    record Way(Key key, HttpClient client, Connector connector, Connector.@Nullable Security security) {}

    /** Takes hold of TLS, which is kept until {@link #leave(Tls)}. Blocking: reads the authorities' file. */
    void take(Tls key) throws IOException {
        takeOne(key);
        Tls upgrades = key.forUpgrades();
        if (upgrades != null) {
            takeOne(upgrades);
        }
    }

    private void takeOne(Tls key) throws IOException {
        tls.take(key, () -> new ClientTls(key.config(), key.protocol().alpn(), calendar));
    }

    void leave(Tls key) {
        tls.leave(key);
        Tls upgrades = key.forUpgrades();
        if (upgrades != null) {
            tls.leave(upgrades);
        }
    }

    /** Takes hold of the way to an endpoint, until {@link #leave(Key)}. Its TLS is held already. */
    Way take(Key key, Endpoint endpoint) {
        return ways.take(key, () -> make(key, endpoint));
    }

    void leave(Key key) {
        ways.leave(key);
    }

    private Way make(Key key, Endpoint endpoint) {
        ClientSettings client = key.client();
        Tls secure = key.tls();
        Tls upgradable = secure == null ? null : secure.forUpgrades();
        Connector.Security security = security(secure, key, endpoint);
        PoolLimits bound = limits.take(
                new Bound(key.upstream(), client.pool()),
                () -> new PoolLimits(client.pool(), PoolMetrics.waiting(metrics, key.upstream())));
        Connector connector = connector(key, endpoint, security);
        Connector upgrades =
                upgradable == null ? connector : connector(key, endpoint, security(upgradable, key, endpoint));
        PoolMetrics events = new PoolMetrics(metrics, key.upstream());
        ClientContext context = new ClientContext(endpoint, client, bound, connector, upgrades, events);
        return new Way(key, new HttpClient(loops, context), connector, security);
    }

    private Connector connector(Key key, Endpoint endpoint, Connector.@Nullable Security security) {
        return new Connector(loops, endpoint, key.client().connectTimeoutNanos(), key.headers(), security);
    }

    private Connector.@Nullable Security security(@Nullable Tls wanted, Key key, Endpoint endpoint) {
        if (wanted == null) {
            return null;
        }
        ClientTls held = tls.take(wanted, () -> {
            throw new IllegalStateException("nobody holds the TLS of " + key);
        });
        return new EndpointTls(held, endpoint, Duration.ofNanos(key.client().connectTimeoutNanos()));
    }

    private void close(Way way) {
        way.client().close();
        limits.leave(new Bound(way.key().upstream(), way.key().client().pool()));
        Tls held = way.key().tls();
        if (held != null) {
            leave(held);
        }
    }

    /** Clients for health checks. */
    CheckClients checks() {
        return checks;
    }
}
