package io.telpher.net.proxyprotocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the TLVs of a version 2 header say. What is not known is skipped, as the specification wants it.
 *
 * @param authority the name that the client asked for (SNI), or null
 * @param alpn the protocol that was agreed upon, or null
 * @param uniqueId of the connection, in hexadecimal, or null
 * @param tls of the client's connection to the proxy, or null if it is not known
 */
public record ProxyExtras(
        @Nullable String authority,
        @Nullable String alpn,
        @Nullable String uniqueId,
        @Nullable Tls tls) {
    /** None came. */
    public static final ProxyExtras NONE = new ProxyExtras(null, null, null, null);

    /**
     * The client's TLS connection to the proxy.
     *
     * @param encrypted true if there was one
     * @param verified true if the client showed a certificate that the proxy verified
     * @param version such as {@code TLSv1.3}, or null
     * @param cipher the suite's name, or null
     * @param commonName of the client's certificate, or null
     */
    public record Tls(
            boolean encrypted,
            boolean verified,
            @Nullable String version,
            @Nullable String cipher,
            @Nullable String commonName) {}
}
