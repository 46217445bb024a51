package io.telpher.app.listener;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.proxyprotocol.ProxyAccept;
import io.telpher.net.udp.UdpSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listener of UDP whose datagrams are passed through.
 *
 * @param address where it listens
 * @param to whom it leads
 * @param settings what it allows its clients
 */
public record UdpListenerConfig(InetSocketAddress address, Targets to, UdpSettings settings) implements PassConfig {
    private static final int DATAGRAM_BYTES_MAX = 65_507;

    /** An item of {@code listeners}. */
    static final Mapping<UdpListenerConfig> SHAPE =
            Mapping.of("listener of UDP", "Where datagrams come in and are passed through.", keys -> {
                Mapping.Key<InetSocketAddress> udp =
                        keys.required("udp", Bind.SHAPE, "Where datagrams are passed through.");
                Mapping.Key<String> to = keys.required("to", Shapes.text(), "The upstream that gets them.");
                Mapping.Key<Duration> idle = keys.optional(
                        "idle-timeout",
                        Shapes.duration(),
                        "60s",
                        "After which a client that is silent has no session.");
                Mapping.Key<Integer> responses = keys.optional(
                        "responses",
                        Shapes.number(0, 1_000_000),
                        "0",
                        "After so many datagrams to the client its session ends; 0 for any number.");
                Mapping.Key<Long> size =
                        keys.optional("datagram-size", Shapes.size(), "4KiB", "Longer datagrams are dropped.");
                Mapping.Key<ConnectionLimits> connections = keys.optional(
                        "connections", ConnectionLimits.SHAPE, "{}", "How many sessions there are, and from whom.");
                return values -> {
                    long bytes = values.of(size);
                    if (bytes < 512 || bytes > 64 * 1024) {
                        throw new IllegalArgumentException("expected a datagram-size of 512B to 64KiB");
                    }
                    return new UdpListenerConfig(
                            values.of(udp),
                            new Targets(values.of(to), Map.of()),
                            new UdpSettings(
                                    values.of(idle).toNanos(),
                                    values.of(responses),
                                    (int) Math.min(bytes, DATAGRAM_BYTES_MAX),
                                    values.of(connections)));
                };
            });

    @Override
    public boolean datagrams() {
        return true;
    }

    @Override
    public String scheme() {
        return "udp";
    }

    @Override
    public String name() {
        return "udp:" + address.getPort();
    }

    @Override
    public @Nullable ProxyAccept proxy() {
        return null;
    }

    @Override
    public @Nullable ListenerTls tls() {
        return null;
    }

    @Override
    public List<Path> files() {
        return List.of();
    }
}
