package io.telpher.net.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * BoringSSL's view of one identity: built once, then a connection costs one native object. It has ticket keys of its
 * own, so that a session that began under one certificate cannot be resumed under another.
 */
final class ServerContext {
    private final SslContext context;
    private TicketKeys tickets = TicketKeys.fresh();

    ServerContext(Identity identity, List<String> protocols) throws SSLException {
        // Reference-counted engines have no finalizer; the handler releases them when the connection ends.
        context = SslContextBuilder.forServer(identity.key(), identity.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                // Without one, the JDK's whole trust store would be read, for client certificates that nobody asks for.
                .trustManager(new NoClients())
                .protocols(TlsRules.PROTOCOLS)
                .ciphers(TlsRules.SUITES)
                .applicationProtocolConfig(alpn(protocols))
                .build();
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
        sessions.setSessionCacheEnabled(false); // tickets need no memory of ours
        sessions.setTicketKeys(tickets.forContext());
    }

    static ApplicationProtocolConfig alpn(List<String> protocols) {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
    }

    SslContext context() {
        return context;
    }

    synchronized void rotateTickets() {
        tickets = tickets.rotated();
        ((OpenSslServerSessionContext) context.sessionContext()).setTicketKeys(tickets.forContext());
    }
}
