package io.telpher.http;

import io.telpher.core.Ip;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a request came.
 *
 * @param listener the name of the listener that accepted it
 * @param remote who connected
 * @param local where they connected to
 * @param tls what TLS agreed upon, or null on a plain connection
 * @param address the remote IP address, without a port, in canonical form (RFC 5952)
 */
public record Peer(
        String listener,
        InetSocketAddress remote,
        InetSocketAddress local,
        @Nullable Tls tls,
        String address) {

    /** A connection; its address is read off {@code remote}. */
    public Peer(String listener, InetSocketAddress remote, InetSocketAddress local, @Nullable Tls tls) {
        this(listener, remote, local, tls, Ip.text(remote.getAddress()));
    }

    /**
     * What a TLS handshake agreed upon.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param cipher the suite's name
     * @param serverName the name that the client asked for (SNI), or null
     * @param clientPolicy names what the client was asked for; empty if it was not asked for a certificate
     * @param client the certificate that it showed and that was accepted, or null
     */
    public record Tls(
            String protocol,
            String cipher,
            @Nullable String serverName,
            String clientPolicy,
            @Nullable ClientCertificate client) {
        /** A handshake in which the client was not asked for a certificate. */
        public Tls(String protocol, String cipher, @Nullable String serverName) {
            this(protocol, cipher, serverName, "", null);
        }
    }

    /** {@code https} on TLS, else {@code http}. */
    public String scheme() {
        return tls != null ? "https" : "http";
    }
}
