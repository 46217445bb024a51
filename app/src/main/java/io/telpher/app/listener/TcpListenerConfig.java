package io.telpher.app.listener;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.proxyprotocol.ProxyAccept;
import io.telpher.net.splice.SpliceSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener of TCP whose connections are passed through.
 *
 * @param address where it listens
 * @param to whom it connects
 * @param tls how TLS is ended here, or null if it is not
 * @param settings what it allows its clients
 * @param proxy whose PROXY protocol headers are believed, or null for nobody's
 * @param connections how many are taken, and from whom
 */
public record TcpListenerConfig(
        InetSocketAddress address,
        Targets to,
        @Nullable ListenerTls tls,
        SpliceSettings settings,
        @Nullable ProxyAccept proxy,
        ConnectionLimits connections)
        implements PassConfig {

    /** An item of {@code listeners}. */
    static final Mapping<TcpListenerConfig> SHAPE =
            Mapping.of("listener of TCP", "Where connections are accepted and passed through.", keys -> {
                Mapping.Key<InetSocketAddress> tcp =
                        keys.optional("tcp", Bind.SHAPE, "Where connections are passed through as they are.");
                Mapping.Key<InetSocketAddress> tls =
                        keys.optional("tls", Bind.SHAPE, "Where TLS is ended and what is in it is passed through.");
                Targets.Keys to = new Targets.Keys(keys);
                ListenerTls.Keys security = new ListenerTls.Keys(keys, "tls");
                Mapping.Key<List<String>> alpn = keys.optional(
                        "alpn",
                        Shapes.list(Shapes.text()),
                        "[]",
                        "Of a tls listener: protocols to agree to, best first.");
                Mapping.Key<Duration> idle = keys.optional(
                        "idle-timeout",
                        Shapes.duration(),
                        "1h",
                        "After which a connection on which nothing moves ends.");
                Mapping.Key<Duration> hello = keys.optional(
                        "hello-timeout",
                        Shapes.positiveDuration(),
                        "10s",
                        "With server-names on tcp: for the ClientHello.");
                Mapping.Key<Boolean> fastOpen = keys.optional(
                        "fast-open", Shapes.bool(), "false", "First bytes may come with the SYN (TCP Fast Open).");
                Mapping.Key<ProxyAccept> proxy = keys.optional(
                        "proxy-protocol",
                        ProxyAccept.SHAPE,
                        "Proxies in front that say by the PROXY protocol who the client is.");
                Mapping.Key<ConnectionLimits> connections = keys.optional(
                        "connections", ConnectionLimits.SHAPE, "{}", "How many connections are taken, and from whom.");
                return values -> {
                    InetSocketAddress plain = values.orNull(tcp);
                    InetSocketAddress secure = values.orNull(tls);
                    if ((plain == null) == (secure == null)) {
                        throw new IllegalArgumentException("expected either tcp or tls, and only one of them");
                    }
                    boolean ends = secure != null || security.given(values);
                    if (!ends && security.asksClients(values)) {
                        throw new IllegalArgumentException(
                                "\"client-certificates\" has no effect where TLS is not ended; write tls instead of tcp");
                    }
                    ListenerTls ended = ends ? security.read(values, values.of(alpn)) : null;
                    Targets targets = to.read(values);
                    boolean looks = ended == null && !targets.named().isEmpty();
                    return new TcpListenerConfig(
                            plain != null ? plain : secure,
                            targets,
                            ended,
                            new SpliceSettings(
                                    values.of(idle).toNanos(),
                                    looks,
                                    values.of(hello).toNanos(),
                                    values.of(fastOpen)),
                            values.orNull(proxy),
                            values.of(connections));
                };
            });

    @Override
    public String scheme() {
        return tls == null ? "tcp" : "tls";
    }

    @Override
    public String name() {
        return scheme() + ":" + address.getPort();
    }

    @Override
    public List<Path> files() {
        return tls == null ? List.of() : tls.files();
    }
}
