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
 * @param front what a proxy in front told of the client besides addresses, or null
 * @param address the remote IP address, without a port, in canonical form (RFC 5952)
 */
public record Peer(
        String listener,
        InetSocketAddress remote,
        InetSocketAddress local,
        @Nullable Tls tls,
        @Nullable Front front,
        String address) {

    /** A connection of which no proxy told; its address is read off {@code remote}. */
    public Peer(String listener, InetSocketAddress remote, InetSocketAddress local, @Nullable Tls tls) {
        this(listener, remote, local, tls, null);
    }

    /** A connection; its address is read off {@code remote}. */
    public Peer(
            String listener,
            InetSocketAddress remote,
            InetSocketAddress local,
            @Nullable Tls tls,
            @Nullable Front front) {
        this(listener, remote, local, tls, front, Ip.text(remote.getAddress()));
    }

    /**
     * What a believed proxy in front told of the client's connection to it (TLVs of the PROXY protocol).
     *
     * @param authority the name that the client asked for (SNI), or null
     * @param alpn the protocol that was agreed upon, or null
     * @param id of the connection, in hexadecimal, or null
     * @param tls of that connection, or null if it is not known
     */
    public record Front(
            @Nullable String authority,
            @Nullable String alpn,
            @Nullable String id,
            @Nullable FrontTls tls) {
        /** The common name of the client's certificate, if the proxy verified one; else null. */
        public @Nullable String client() {
            return tls != null && tls.verified ? tls.commonName : null;
        }
    }

    /**
     * The client's TLS connection to a proxy in front.
     *
     * @param encrypted true if there was one
     * @param verified true if the client showed a certificate that the proxy verified
     * @param protocol such as {@code TLSv1.3}, or null
     * @param cipher the suite's name, or null
     * @param commonName of the client's certificate, or null
     */
    public record FrontTls(
            boolean encrypted,
            boolean verified,
            @Nullable String protocol,
            @Nullable String cipher,
            @Nullable String commonName) {}

    /**
     * What a TLS handshake agreed upon.
     *
     * @param protocol such as {@code TLSv1.3}
     * @param cipher the suite's name
     * @param serverName the name that the client asked for (SNI), or null
     * @param alpn the protocol that was agreed upon (RFC 7301), or null
     * @param clientPolicy names what the client was asked for; empty if it was not asked for a certificate
     * @param client the certificate that it showed and that was accepted, or null
     */
    public record Tls(
            String protocol,
            String cipher,
            @Nullable String serverName,
            @Nullable String alpn,
            String clientPolicy,
            @Nullable ClientCertificate client) {
        /** A handshake in which the client was not asked for a certificate. */
        public Tls(String protocol, String cipher, @Nullable String serverName) {
            this(protocol, cipher, serverName, null, "", null);
        }
    }

    /** {@code https} on TLS, else {@code http}. */
    public String scheme() {
        return tls != null ? "https" : "http";
    }
}
