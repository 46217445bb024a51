package io.telpher.app.graph;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.proxyprotocol.ProxyAccept;
import io.telpher.net.tls.CertificateConfig;
import io.telpher.net.tls.ClientCertificatesConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A listener.
 *
 * @param address where it listens
 * @param certificates of an https listener; null for plain http
 * @param handshakeTimeout from accept to the end of the TLS handshake
 * @param redirect what a plain listener does beside an https one
 * @param settings what it allows its clients
 * @param proxy whose PROXY protocol headers are believed, or null for nobody's
 * @param clients which certificates clients are asked for, or null for none
 * @param refuseUnknown true if clients that ask for a name that nobody has are refused
 * @param connections how many are taken, and from whom
 */
public record ListenerConfig(
        InetSocketAddress address,
        @Nullable List<CertificateConfig> certificates,
        Duration handshakeTimeout,
        Redirect redirect,
        ServerSettings settings,
        @Nullable ProxyAccept proxy,
        @Nullable ClientCertificatesConfig clients,
        boolean refuseUnknown,
        ConnectionLimits connections) {

    /**
     * Whether plain requests are sent to https.
     *
     * @param on true if they are, where there is an https listener
     * @param except paths that are served plainly all the same; one that ends in {@code /**} means all below it
     */
    public record Redirect(boolean on, List<String> except) {
        private static final Shape<Redirect> SHAPE = Shapes.anyOf(
                Shapes.bool().map(on -> new Redirect(on, List.of())),
                Mapping.of("redirect", "Sending plain requests to https.", keys -> {
                    Mapping.Key<List<String>> except = keys.required(
                            "except",
                            Shapes.list(Shapes.text()),
                            "Paths that are served plainly: /a, or /a/** for all below.");
                    return values -> new Redirect(true, List.copyOf(values.of(except)));
                }));
    }

    /** An item of {@code listeners}. */
    public static final Mapping<ListenerConfig> SHAPE =
            Mapping.of("listener", "Where connections are accepted.", keys -> {
                Mapping.Key<InetSocketAddress> http = keys.optional("http", Bind.SHAPE, "Where plain HTTP is spoken.");
                Mapping.Key<InetSocketAddress> https =
                        keys.optional("https", Bind.SHAPE, "Where HTTP over TLS is spoken.");
                Mapping.Key<List<CertificateConfig>> certificate = keys.optional(
                        "certificate",
                        CertificateConfig.SHAPE,
                        "automatic",
                        "Of an https listener: from the local authority or from files.");
                Mapping.Key<Duration> handshake = keys.optional(
                        "handshake-timeout", Shapes.duration(), "10s", "Of an https listener: for the TLS handshake.");
                Mapping.Key<Redirect> redirect = keys.optional(
                        "redirect",
                        Redirect.SHAPE,
                        "true",
                        "Of an http listener beside an https one: answer 308 to https.");
                Mapping.Key<ProxyAccept> proxy = keys.optional(
                        "proxy-protocol",
                        ProxyAccept.SHAPE,
                        "Proxies in front that say by the PROXY protocol who the client is.");
                Mapping.Key<ClientCertificatesConfig> clients = keys.optional(
                        "client-certificates",
                        ClientCertificatesConfig.SHAPE,
                        "Of an https listener: certificates that clients are asked for.");
                Mapping.Key<Boolean> refuseUnknown = keys.optional(
                        "unknown-names",
                        Shapes.choice(Map.of("serve", false, "refuse", true)),
                        "serve",
                        "Of an https listener: show the first certificate for a name that nobody has, or refuse.");
                Mapping.Key<ConnectionLimits> connections = keys.optional(
                        "connections", ConnectionLimits.SHAPE, "{}", "How many connections are taken, and from whom.");
                Limits limits = new Limits(keys);
                return values -> {
                    InetSocketAddress plain = values.orNull(http);
                    InetSocketAddress secure = values.orNull(https);
                    if ((plain == null) == (secure == null)) {
                        throw new IllegalArgumentException("expected either http or https, and only one of them");
                    }
                    if (plain != null && values.orNull(clients) != null) {
                        throw new IllegalArgumentException(
                                "\"client-certificates\" has no effect on a plain listener; remove one of the two");
                    }
                    return new ListenerConfig(
                            plain != null ? plain : secure,
                            plain != null ? null : values.of(certificate),
                            values.of(handshake),
                            values.of(redirect),
                            limits.read(values),
                            values.orNull(proxy),
                            values.orNull(clients),
                            values.of(refuseUnknown),
                            values.of(connections));
                };
            });

    /** How a connection is kept between requests. */
    private record KeepAlive(Duration idle, int requests) {
        private static final KeepAlive DEFAULT = new KeepAlive(Duration.ofSeconds(60), 0);
        private static final Shape<KeepAlive> SHAPE = Shapes.anyOf(
                Shapes.choice(Map.of("default", DEFAULT, "classic", new KeepAlive(Duration.ofSeconds(5), 100))),
                Mapping.of("keep-alive", "Connections between requests.", keys -> {
                    Mapping.Key<Duration> idle =
                            keys.optional("idle", Shapes.duration(), "60s", "Between two requests.");
                    Mapping.Key<Integer> requests = keys.optional(
                            "requests", Shapes.number(0, 1_000_000_000), "0", "On one connection; 0 for any number.");
                    return values -> new KeepAlive(values.of(idle), values.of(requests));
                }));
    }

    /** The keys about time and size. */
    private static final class Limits {
        private final Mapping.Key<KeepAlive> keepAlive;
        private final Mapping.Key<Duration> head;
        private final Mapping.Key<Duration> read;
        private final Mapping.Key<Duration> write;
        private final Mapping.Key<Long> headSize;
        private final Mapping.Key<Long> lineSize;
        private final Mapping.Key<Integer> fields;

        Limits(Mapping.Keys keys) {
            keepAlive = keys.optional(
                    "keep-alive",
                    KeepAlive.SHAPE,
                    "default",
                    "default is 60s without a maximum; classic is 5s and 100 requests.");
            head = keys.optional(
                    "head-timeout", Shapes.duration(), "10s", "From a request's first byte to the end of its head.");
            read = keys.optional("read-timeout", Shapes.duration(), "30s", "Between two bytes of a request's body.");
            write = keys.optional("write-timeout", Shapes.duration(), "10s", "For which a client may take nothing.");
            headSize = keys.optional("head-size", Shapes.size(), "32KiB", "Of a request's head, at most 60KiB.");
            lineSize = keys.optional("line-size", Shapes.size(), "8KiB", "Of a request line.");
            fields = keys.optional("fields", Shapes.number(1, 128), "100", "In a request's head.");
        }

        ServerSettings read(Mapping.Values values) {
            if (values.of(headSize) > 60 * 1024
                    || values.of(headSize) < 512
                    || values.of(lineSize) > values.of(headSize)) {
                throw new IllegalArgumentException(
                        "expected a head-size of 512B to 60KiB and a line-size of no more than it");
            }
            ServerSettings defaults = ServerSettings.DEFAULT;
            return new ServerSettings(
                    new HeadLimits(
                            values.of(headSize).intValue(), values.of(lineSize).intValue(), values.of(fields)),
                    values.of(head).toNanos(),
                    values.of(read).toNanos(),
                    values.of(write).toNanos(),
                    values.of(keepAlive).idle().toNanos(),
                    values.of(keepAlive).requests(),
                    defaults.drainBytesMax());
        }
    }

    /** The files that it names. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (CertificateConfig certificate : certificates == null ? List.<CertificateConfig>of() : certificates) {
            files.addAll(certificate.files());
        }
        asked().forEach(asked -> files.add(asked.authorities()));
        return files;
    }

    /** The certificates that clients are asked for, under whatever name. */
    List<ClientCertificatesConfig> asked() {
        return Stream.concat(
                        certificates == null
                                ? Stream.<ClientCertificatesConfig>of()
                                : certificates.stream().flatMap(one -> Stream.ofNullable(one.clients())),
                        Stream.ofNullable(clients))
                .toList();
    }

    /** True for https. */
    public boolean secure() {
        return certificates != null;
    }

    /** Its name in logs and metrics, such as {@code https:8443}. */
    public String name() {
        return (secure() ? "https:" : "http:") + address.getPort();
    }
}
