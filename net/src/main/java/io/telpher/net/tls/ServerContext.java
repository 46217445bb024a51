package io.telpher.net.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionStats;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * BoringSSL's view of one identity: built once, then a connection costs one native object. It has ticket keys of its
 * own, so that a session that began under one certificate, or one policy for clients, cannot be resumed under another.
 */
final class ServerContext {
    /** How long a session may be resumed; shorter where it proves who the client is, for that proof is not asked anew. */
    private static final Duration RESUMED = Duration.ofHours(12);

    private static final Duration RESUMED_CLIENT = Duration.ofHours(1);

    private final SslContext context;
    private final ClientPolicy clients;
    private TicketKeys tickets = TicketKeys.fresh();

    ServerContext(ServedIdentity served, List<String> protocols) throws SSLException {
        clients = served.clients();
        Duration resumed = clients.asks() ? RESUMED_CLIENT : RESUMED;
        // Reference-counted engines have no finalizer; the handler releases them when the connection ends.
        context = SslContextBuilder.forServer(IdentityKeys.factory(served.identity()))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(new ClientTrust(clients.authorities(), InstantSource.system()))
                .clientAuth(
                        !clients.asks()
                                ? ClientAuth.NONE
                                : clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL)
                .protocols(TlsRules.PROTOCOLS)
                .ciphers(TlsRules.SUITES)
                .sessionTimeout(resumed.toSeconds())
                .applicationProtocolConfig(alpn(protocols))
                .build();
        sessions().setSessionCacheEnabled(false); // tickets need no memory of ours
        sessions().setTicketKeys(tickets.forContext());
    }

    private OpenSslServerSessionContext sessions() {
        return (OpenSslServerSessionContext) context.sessionContext();
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

    ClientPolicy clients() {
        return clients;
    }

    synchronized void rotateTickets() {
        tickets = tickets.rotated();
        sessions().setTicketKeys(tickets.forContext());
    }

    /** How many sessions were resumed. */
    long resumed() {
        OpenSslSessionStats stats = sessions().stats();
        return stats.ticketKeyResume() + stats.ticketKeyRenew();
    }

    /** New connections cannot begin with it any more. */
    void release() {
        ReferenceCountUtil.safeRelease(context);
    }
}
