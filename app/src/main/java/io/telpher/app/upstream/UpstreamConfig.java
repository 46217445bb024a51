package io.telpher.app.upstream;

import io.telpher.app.discovery.DiscoverConfig;
import io.telpher.app.discovery.DiscoverKeys;
import io.telpher.balance.Endpoints;
import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.DrainConfig;
import io.telpher.balance.health.HealthConfig;
import io.telpher.balance.health.OutlierConfig;
import io.telpher.balance.health.RampConfig;
import io.telpher.core.Endpoint;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.gateway.sticky.StickyConfig;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.PoolSettings;
import io.telpher.httpnetty.Protocol;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.net.proxyprotocol.wire.ProxyHeaderWriter;
import io.telpher.net.tls.UpstreamTlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An upstream: whom requests are sent to, and how.
 *
 * @param endpoints who serves, if that is known beforehand
 * @param discover where they are found, or null if they are known
 * @param balance how requests are shared out
 * @param health how endpoints are checked, or null if they are not
 * @param degradation how they leave and come back
 * @param guards what keeps their trouble theirs
 * @param fallback who answers what they are not asked, or null if nobody does
 * @param client how they are talked to
 * @param proxyProtocol how they are told who the client is, or null if they are not
 * @param tls how TLS is spoken to them, or null for plain HTTP
 * @param sticky by what requests stay with one endpoint, or null if they do not
 * @param fastOpen true if, on layer 4, what a client says first travels with the SYN
 */
public record UpstreamConfig(
        List<Endpoint> endpoints,
        @Nullable DiscoverConfig discover,
        BalanceConfig balance,
        @Nullable HealthConfig health,
        Degradation degradation,
        GuardConfig guards,
        @Nullable FallbackConfig fallback,
        ClientSettings client,
        @Nullable ProxyHeaderWriter proxyProtocol,
        @Nullable UpstreamTlsConfig tls,
        @Nullable StickyConfig sticky,
        boolean fastOpen) {

    private record Timeouts(Duration connect, Duration read, Duration write) {
        private static final Mapping<Timeouts> SHAPE = Mapping.of("timeout", "How long an endpoint may take.", keys -> {
            Mapping.Key<Duration> connect =
                    keys.optional("connect", Shapes.positiveDuration(), "5s", "Until there is a connection.");
            Mapping.Key<Duration> read =
                    keys.optional("read", Shapes.positiveDuration(), "30s", "Between two bytes of a response.");
            Mapping.Key<Duration> write = keys.optional(
                    "write", Shapes.positiveDuration(), "10s", "For which it may take nothing of a request.");
            return values -> new Timeouts(values.of(connect), values.of(read), values.of(write));
        });
    }

    private static final Mapping<PoolSettings> POOL = Mapping.of("pool", "Connections that are kept.", keys -> {
        Mapping.Key<Integer> idle =
                keys.optional("idle", Shapes.number(0, 10_000), "10", "Kept unused for each endpoint.");
        Mapping.Key<Integer> open = keys.optional(
                "open", Shapes.number(1, 20_000), "100", "For the whole upstream; HTTP/2 counts streams.");
        Mapping.Key<Duration> timeout =
                keys.optional("idle-timeout", Shapes.positiveDuration(), "60s", "After which an unused one is closed.");
        Mapping.Key<Duration> wait =
                keys.optional("wait", Shapes.duration(), "10s", "For a free one when all are in use.");
        Mapping.Key<Integer> streams = keys.optional(
                "streams", Shapes.number(1, 100_000), "1024", "HTTP/2: at once to each endpoint, of every kind.");
        Mapping.Key<Duration> pingAfter = keys.optional(
                "ping-after", Shapes.duration(), "30s", "HTTP/2: of silence, after which a PING asks who is there.");
        Mapping.Key<Duration> pingTimeout =
                keys.optional("ping-timeout", Shapes.positiveDuration(), "10s", "HTTP/2: until it must be answered.");
        return values -> new PoolSettings(
                values.of(idle),
                values.of(open),
                values.of(timeout).toNanos(),
                values.of(wait).toNanos(),
                values.of(streams),
                values.of(pingAfter).toNanos(),
                values.of(pingTimeout).toNanos());
    });

    /** A value of {@code upstreams}. */
    public static final Mapping<UpstreamConfig> SHAPE = Mapping.of("upstream", "Whom requests are sent to.", keys -> {
        Mapping.Key<List<Endpoint>> endpoints = keys.optional("endpoints", Endpoints.SHAPE, "Who serves.");
        Mapping.Key<DiscoverConfig> discover =
                keys.optional("discover", DiscoverKeys.SHAPE, "Where those who serve are found.");
        Mapping.Key<BalanceConfig> balance =
                keys.optional("balance", BalanceConfig.SHAPE, "round-robin", "How requests are shared out.");
        Mapping.Key<HealthConfig> health = keys.optional(
                "health", HealthConfig.SHAPE, "How endpoints are checked; without it they are taken to be well.");
        Mapping.Key<OutlierConfig> outliers = keys.optional(
                "outliers", OutlierConfig.SHAPE, "{}", "When one is ejected because of how it answers; or off.");
        Mapping.Key<DrainConfig> drain = keys.optional(
                "drain", DrainConfig.SHAPE, "{}", "How long one without new work may finish what it has.");
        Mapping.Key<RampConfig> ramp =
                keys.optional("ramp", RampConfig.SHAPE, "{}", "How one comes back, or joins those that serve; or off.");
        Mapping.Key<Integer> panic = keys.optional(
                "panic", Degradation.PANIC, "0%", "If fewer than this share serve, all are tried; 0%: if nobody does.");
        Function<Mapping.Values, GuardConfig> guards = GuardConfig.among(keys);
        Mapping.Key<FallbackConfig> fallback = keys.optional(
                "fallback", FallbackConfig.SHAPE, "Who answers when a guard refuses, or there is no endpoint.");
        Mapping.Key<PoolSettings> pool = keys.optional("pool", POOL, "Connections that are kept.");
        Mapping.Key<Timeouts> timeout = keys.optional("timeout", Timeouts.SHAPE, "How long an endpoint may take.");
        Mapping.Key<ProxyHeaderWriter> proxyProtocol = keys.optional(
                "proxy-protocol",
                Shapes.choice(ProxyHeaderWriter.class),
                "v1 or v2: each connection begins by saying who the client is, and serves one request.");
        Mapping.Key<UpstreamTlsConfig> tls =
                keys.optional("tls", UpstreamTlsConfig.SHAPE, "Speak TLS to the endpoints.");
        Mapping.Key<StickyConfig> sticky =
                keys.optional("sticky", StickyConfig.SHAPE, "By what requests stay with one endpoint.");
        Mapping.Key<Protocol> protocol = keys.optional(
                "protocol",
                Shapes.choice(Protocol.class),
                "auto",
                "http1, http2, or auto: with TLS what the endpoint prefers (ALPN), without it http1.");
        Mapping.Key<Boolean> fastOpen = keys.optional(
                "fast-open",
                Shapes.bool(),
                "false",
                "On layer 4, where clients speak first: their first bytes travel with the SYN (TCP Fast Open).");
        return values -> {
            if (values.of(fastOpen) && values.orNull(tls) != null) {
                throw new IllegalArgumentException(
                        "\"fast-open\" is not for TLS, which begins anew: leave out one of the two");
            }
            if (values.orNull(sticky) != null && values.of(balance).algorithm() == Algorithm.CONSISTENT_HASH) {
                throw new IllegalArgumentException(
                        "consistent-hash and \"sticky\" both say which endpoint serves: leave one of them out");
            }
            List<Endpoint> known = values.orNull(endpoints);
            DiscoverConfig found = values.orNull(discover);
            if ((known == null) == (found == null)) {
                throw new IllegalArgumentException(
                        "expected either \"endpoints\" or \"discover\": who serves, or where they are found");
            }
            List<Endpoint> listed = known == null ? List.of() : known;
            values.of(balance)
                    .check(listed, values.where(balance), values.problems().at(balance.name()));
            Protocol spoken = spoken(values.of(protocol), values.orNull(proxyProtocol));
            checkGrpc(values.orNull(health), spoken, values.orNull(tls));
            return new UpstreamConfig(
                    listed,
                    found,
                    values.of(balance),
                    values.orNull(health),
                    new Degradation(values.of(outliers), values.of(drain), values.of(ramp), values.of(panic)),
                    guards.apply(values),
                    values.orNull(fallback),
                    client(values.orNull(timeout), values.orNull(pool)).with(spoken),
                    values.orNull(proxyProtocol),
                    values.orNull(tls),
                    values.orNull(sticky),
                    values.of(fastOpen));
        };
    });

    /** A connection that names a client is the client's alone: it is not shared by streams. */
    private static Protocol spoken(Protocol wanted, @Nullable ProxyHeaderWriter proxyProtocol) {
        if (proxyProtocol == null) {
            return wanted;
        }
        if (wanted == Protocol.HTTP2) {
            throw new IllegalArgumentException(
                    "\"proxy-protocol\" names one client for a whole connection, which HTTP/2 shares between clients:"
                            + " leave out \"protocol: http2\" or \"proxy-protocol\"");
        }
        return Protocol.HTTP1;
    }

    private static void checkGrpc(@Nullable HealthConfig health, Protocol protocol, @Nullable UpstreamTlsConfig tls) {
        boolean asks = health != null && health.check() instanceof HealthConfig.Check.Grpc;
        if (asks && (protocol == Protocol.HTTP1 || (protocol == Protocol.AUTO && tls == null))) {
            throw new IllegalArgumentException("\"health: {grpc: ...}\" is asked over HTTP/2: add \"protocol: http2\"");
        }
    }

    private static ClientSettings client(@Nullable Timeouts timeouts, @Nullable PoolSettings pool) {
        ClientSettings defaults = ClientSettings.DEFAULT;
        PoolSettings kept = pool == null ? defaults.pool() : pool;
        return timeouts == null
                ? new ClientSettings(
                        HeadLimits.DEFAULT,
                        defaults.connectTimeoutNanos(),
                        defaults.readTimeoutNanos(),
                        defaults.writeTimeoutNanos(),
                        kept)
                : new ClientSettings(
                        HeadLimits.DEFAULT,
                        timeouts.connect.toNanos(),
                        timeouts.read.toNanos(),
                        timeouts.write.toNanos(),
                        kept);
    }

    /** The files that it names. */
    public List<Path> files() {
        return Stream.concat(
                        tls == null ? Stream.of() : tls.files().stream(),
                        discover == null ? Stream.of() : discover.files().stream())
                .toList();
    }
}
