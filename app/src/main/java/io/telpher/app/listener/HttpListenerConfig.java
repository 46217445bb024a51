package io.telpher.app.listener;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.proxyprotocol.ProxyAccept;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listener of HTTP.
 *
 * @param address where it listens
 * @param tls how an https listener ends TLS; null for plain http
 * @param redirect what a plain listener does beside an https one
 * @param settings what it allows its clients
 * @param proxy whose PROXY protocol headers are believed, or null for nobody's
 * @param connections how many are taken, and from whom
 */
public record HttpListenerConfig(
        InetSocketAddress address,
        @Nullable ListenerTls tls,
        Redirect redirect,
        ServerSettings settings,
        @Nullable ProxyAccept proxy,
        ConnectionLimits connections)
        implements ListenerConfig {
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

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
    public static final Mapping<HttpListenerConfig> SHAPE =
            Mapping.of("listener", "Where connections are accepted.", keys -> {
                Mapping.Key<InetSocketAddress> http = keys.optional("http", Bind.SHAPE, "Where plain HTTP is spoken.");
                Mapping.Key<InetSocketAddress> https =
                        keys.optional("https", Bind.SHAPE, "Where HTTP over TLS is spoken.");
                ListenerTls.Keys tls = new ListenerTls.Keys(keys, "https");
                Mapping.Key<Redirect> redirect = keys.optional(
                        "redirect",
                        Redirect.SHAPE,
                        "true",
                        "Of an http listener beside an https one: answer 308 to https.");
                Mapping.Key<ProxyAccept> proxy = keys.optional(
                        "proxy-protocol",
                        ProxyAccept.SHAPE,
                        "Proxies in front that say by the PROXY protocol who the client is.");
                Mapping.Key<ConnectionLimits> connections = keys.optional(
                        "connections", ConnectionLimits.SHAPE, "{}", "How many connections are taken, and from whom.");
                Limits limits = new Limits(keys);
                return values -> {
                    InetSocketAddress plain = values.orNull(http);
                    InetSocketAddress secure = values.orNull(https);
                    if ((plain == null) == (secure == null)) {
                        throw new IllegalArgumentException(
                                "expected one of http, https, tcp, tls and udp, and only one of them");
                    }
                    if (plain != null && tls.asksClients(values)) {
                        throw new IllegalArgumentException(
                                "\"client-certificates\" has no effect on a plain listener; remove one of the two");
                    }
                    return new HttpListenerConfig(
                            plain != null ? plain : secure,
                            plain != null ? null : tls.read(values, PROTOCOLS),
                            values.of(redirect),
                            limits.read(values),
                            values.orNull(proxy),
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
                    "head-timeout",
                    Shapes.positiveDuration(),
                    "10s",
                    "From a request's first byte to the end of its head.");
            read = keys.optional(
                    "read-timeout", Shapes.positiveDuration(), "30s", "Between two bytes of a request's body.");
            write = keys.optional(
                    "write-timeout", Shapes.positiveDuration(), "10s", "For which a client may take nothing.");
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

    @Override
    public List<Path> files() {
        return tls == null ? List.of() : tls.files();
    }

    @Override
    public String scheme() {
        return secure() ? "https" : "http";
    }

    /** True for https. */
    public boolean secure() {
        return tls != null;
    }

    @Override
    public String name() {
        return scheme() + ":" + address.getPort();
    }
}
