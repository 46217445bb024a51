package io.telpher.net.proxyprotocol.wire;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a header of the PROXY protocol says.
 *
 * @param addresses of the client's connection; null if the proxy speaks for itself (LOCAL, a health check), does not know
 *     them (UNKNOWN) or speaks of what is no TCP connection
 * @param extras what came in TLVs
 */
public record ProxyHeader(@Nullable Addresses addresses, ProxyExtras extras) {

    /** Nothing is known: the connection's own addresses hold. */
    public static final ProxyHeader LOCAL = new ProxyHeader(null, ProxyExtras.NONE);

    /** A header for these addresses, without extras. */
    public static ProxyHeader of(InetSocketAddress source, InetSocketAddress destination) {
        return new ProxyHeader(new Addresses(source, destination), ProxyExtras.NONE);
    }

    /**
     * Both ends of a connection.
     *
     * @param source the client
     * @param destination where the client connected to
     */
    public record Addresses(InetSocketAddress source, InetSocketAddress destination) {}
}
