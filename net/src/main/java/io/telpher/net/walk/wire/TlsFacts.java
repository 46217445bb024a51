package io.telpher.net.walk.wire;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake agreed on. Nothing was refused for its certificate: judging the chain is the caller's.
 *
 * @param version {@code TLSv1.3}
 * @param cipher the name of the IANA registry
 * @param group the group of the key exchange, or null if there was none or it cannot be seen
 * @param protocol what ALPN chose, or null
 * @param chain as it was sent, the server's own certificate first
 * @param staple the OCSP answer that was sent along, empty if none was
 * @param library what spoke TLS for us
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares handshakes
public record TlsFacts(
        String version,
        String cipher,
        @Nullable String group,
        @Nullable String protocol,
        List<X509Certificate> chain,
        byte[] staple,
        String library,
        long tookNanos) {}
