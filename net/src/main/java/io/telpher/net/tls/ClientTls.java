package io.telpher.net.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.telpher.core.Failure;
import io.telpher.net.tls.certificate.CertificateFiles;
import io.telpher.net.tls.certificate.CertificateNames;
import io.telpher.net.tls.certificate.CertificateProblem;
import io.telpher.net.tls.certificate.IpLiteral;
import io.telpher.net.tls.chain.ChainCheck;
import io.telpher.net.tls.chain.ChainPath;
import io.telpher.net.tls.chain.ChainRefused;
import io.telpher.net.tls.chain.TrustAnchors;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to an upstream: makes the handler that stands first in the pipeline of a connection to it. The server must pass
 * the six {@link ChainCheck}s when a session begins; for an hour the session may be resumed, which proves by its secret
 * that it is the same server. Sessions are kept by host and port, and never leave the upstream that made them.
 */
public final class ClientTls implements AutoCloseable {
    private static final int SESSIONS_MAX = 1_000;
    private static final long SESSION_SECONDS = 3_600;

    private final SslContext context;
    private final @Nullable String name;

    /**
     * TLS as configured. Blocking: reads the trusted authorities.
     *
     * @param protocols what is offered by ALPN, best first
     * @param clock tells whether certificates have expired
     * @throws CertificateProblem if a file cannot be used
     */
    public ClientTls(UpstreamTlsConfig config, List<String> protocols, InstantSource clock) throws IOException {
        this.name = config.name();
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (config.certificate() != null && config.key() != null) {
            builder.keyManager(
                    IdentityKeys.factory(CertificateFiles.read(config.certificate(), config.key(), clock.instant())
                            .identity()));
        }
        this.context = builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(trust(config, clock))
                .protocols(TlsRules.PROTOCOLS)
                .ciphers(TlsRules.SUITES)
                .sessionCacheSize(SESSIONS_MAX)
                .sessionTimeout(SESSION_SECONDS)
                .applicationProtocolConfig(ServerContext.alpn(protocols))
                .endpointIdentificationAlgorithm(config.verify() == UpstreamTlsConfig.Verify.FULL ? "HTTPS" : null)
                .build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(true);
        }
    }

    private static TrustManager trust(UpstreamTlsConfig config, InstantSource clock) throws IOException {
        if (config.verify() == UpstreamTlsConfig.Verify.NONE) {
            return new AnyServer();
        }
        TrustAnchors anchors = config.ca() == null ? TrustAnchors.system() : TrustAnchors.file(config.ca());
        return new UpstreamTrust(anchors, clock);
    }

    /**
     * The handler for a new connection. On the loop, cheap.
     *
     * @param host the endpoint's host: asked for and expected unless the configuration names another
     * @param handshakeTimeout from the connection to the end of the handshake
     */
    public SslHandler handler(Channel channel, String host, int port, Duration handshakeTimeout) {
        String expected = name == null ? host : name;
        SslHandler handler = context.newHandler(channel.alloc(), expected, port);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        askFor(expected, handler);
        return handler;
    }

    /** Gives the native context back; connections that began before live on. */
    @Override
    public void close() {
        ReferenceCountUtil.safeRelease(context);
    }

    /** Netty leaves out names without a dot, which are common in containers; addresses are never sent (RFC 6066 §3). */
    private static void askFor(String expected, SslHandler handler) {
        String host = IpLiteral.parse(expected) == null ? CertificateNames.canonical(expected) : null;
        if (host != null) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            handler.engine().setSSLParameters(parameters);
        }
    }

    /**
     * What a handshake's error means. Nothing of a request was sent yet, so that all may be tried again elsewhere.
     *
     * @param cause what the handshake's future failed with
     * @param endpoint whom we talked to, for the detail
     */
    public static Failure failure(Throwable cause, String endpoint) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof ChainRefused refused) {
                return Failure.upstream(Failure.Kind.CERTIFICATE, true, endpoint + ": " + refused.getMessage());
            }
            if (e instanceof SslHandshakeTimeoutException) {
                return Failure.upstream(
                        Failure.Kind.CONNECT_TIMEOUT, true, endpoint + ": the TLS handshake took too long");
            }
        }
        String text = String.valueOf(cause.getMessage());
        if (text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
            ChainRefused none = new ChainRefused(ChainCheck.RECEIVED, "the server sent no certificate");
            return Failure.upstream(Failure.Kind.CERTIFICATE, true, endpoint + ": " + none.getMessage());
        }
        if (cause instanceof SSLException && !(cause.getCause() instanceof ClosedChannelException)) {
            return Failure.upstream(Failure.Kind.TLS, true, endpoint + ": TLS failed: " + ChainPath.name(text));
        }
        return Failure.upstream(Failure.Kind.RESET, true, endpoint + ": closed within the TLS handshake");
    }
}
