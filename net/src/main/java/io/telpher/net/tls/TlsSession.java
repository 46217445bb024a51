package io.telpher.net.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake agreed upon.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipher the suite's name in the registry of IANA
 * @param serverName the name that the client asked for, in lower case, or null
 * @param applicationProtocol what ALPN chose, such as {@code http/1.1}, or null
 * @param clients what the client was asked for, on a listener
 * @param client the certificate that the client showed and that was accepted, or null
 */
public record TlsSession(
        String protocol,
        String cipher,
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        ClientPolicy clients,
        @Nullable X509Certificate client) {

    /** The session of a connection whose handshake is complete; null if it does not speak TLS. On its loop. */
    public static @Nullable TlsSession of(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return null;
        }
        SSLSession session = handler.engine().getSession();
        ClientPolicy asked = channel.attr(ServerTls.POLICY).get();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName(session),
                handler.applicationProtocol(),
                asked == null ? ClientPolicy.NONE : asked,
                asked == null || !asked.asks() ? null : client(session));
    }

    private static @Nullable X509Certificate client(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate ? certificate : null;
        } catch (SSLPeerUnverifiedException e) {
            return null; // it was asked, and has shown none
        }
    }

    private static @Nullable String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                return new String(name.getEncoded(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }
}
