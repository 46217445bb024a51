package io.telpher.net.proxyprotocol;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Networks;
import io.telpher.core.config.Shapes;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * From whom a listener takes headers of the PROXY protocol.
 *
 * @param from the proxies that are believed
 * @param required true if a connection without a header is refused, whoever made it
 * @param timeout for the header, from accept
 */
public record ProxyAccept(Networks from, boolean required, Duration timeout) {

    /** The key {@code proxy-protocol} of a listener. */
    public static final Mapping<ProxyAccept> SHAPE =
            Mapping.of("proxy-protocol", "Proxies in front that say by the PROXY protocol who the client is.", keys -> {
                Mapping.Key<Networks> from = keys.required(
                        "from", Networks.SHAPE, "Who is believed; what others send is read as the protocol itself.");
                Mapping.Key<Boolean> required = keys.optional(
                        "required", Shapes.bool(), "true", "Refuse connections that do not begin with a header.");
                Mapping.Key<Duration> timeout =
                        keys.optional("timeout", Shapes.duration(), "5s", "For the header, from accept.");
                return values -> new ProxyAccept(values.of(from), values.of(required), values.of(timeout));
            });

    /** True if this peer's headers are believed. */
    public boolean believes(InetSocketAddress peer) {
        return from.contains(peer.getAddress());
    }
}
