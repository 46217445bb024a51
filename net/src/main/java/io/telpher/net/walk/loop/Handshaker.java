package io.telpher.net.walk.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.telpher.core.Cell;
import io.telpher.core.Ticker;
import io.telpher.net.walk.wire.ServerFlight;
import io.telpher.net.walk.wire.TlsFacts;
import java.io.ByteArrayOutputStream;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * Speaks TLS with whoever answers, to look at it: every version and suite that the library has, any certificate. Only
 * for looking; what is to be trusted goes through the clients of {@code net}.
 */
public final class Handshaker {
    private static final int FLIGHT_BYTES_MAX = 32 << 10;

    private final Ticker ticker;
    private final boolean boring = OpenSsl.isAvailable();

    /** A handshaker by this clock. */
    public Handshaker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Hands shakes over this connection. @throws SSLException what the handshake broke on */
    public TlsFacts shake(Tube tube, String host, int port, List<String> protocols, long limitNanos)
            throws SSLException, InterruptedException {
        SslContext context = context(protocols);
        try {
            Cell<TlsFacts> facts = new Cell<>();
            tube.channel().eventLoop().execute(() -> start(tube, context, host, port, limitNanos, facts));
            return facts.join();
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    private void start(Tube tube, SslContext context, String host, int port, long limitNanos, Cell<TlsFacts> facts) {
        SslHandler tls = context.newHandler(tube.channel().alloc(), host, port);
        tls.setHandshakeTimeout(limitNanos, TimeUnit.NANOSECONDS);
        Flight flight = new Flight();
        long began = ticker.nanos();
        tls.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                facts.complete(facts(tls, flight, ticker.nanos() - began));
            } else {
                facts.fail(done.cause());
            }
        });
        tube.channel().pipeline().addFirst("flight", flight).addAfter("flight", "tls", tls);
    }

    private TlsFacts facts(SslHandler tls, Flight flight, long tookNanos) throws SSLException {
        SSLEngine engine = tls.engine();
        SSLSession session = engine.getSession();
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : session.getPeerCertificates()) {
            chain.add((X509Certificate) certificate);
        }
        byte[] staple = engine instanceof ReferenceCountedOpenSslEngine open ? open.getOcspResponse() : null;
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                ServerFlight.group(flight.bytes.toByteArray()),
                tls.applicationProtocol(),
                List.copyOf(chain),
                staple == null ? new byte[0] : staple,
                boring ? "BoringSSL" : "JDK",
                tookNanos);
    }

    private SslContext context(List<String> protocols) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols));
        if (boring) {
            builder.protocols("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1")
                    .ciphers(suites(), SupportedCipherSuiteFilter.INSTANCE)
                    .enableOcsp(OpenSsl.isOcspSupported());
        }
        return builder.build();
    }

    /** Suites without forward secrecy behind the others: a server that has nothing better is to show it. */
    private static Set<String> suites() {
        Set<String> suites = new LinkedHashSet<>();
        for (String suite : OpenSsl.availableJavaCipherSuites()) {
            if (suite.startsWith("TLS_AES") || suite.startsWith("TLS_CHACHA") || suite.contains("ECDHE")) {
                suites.add(suite);
            }
        }
        suites.addAll(OpenSsl.availableJavaCipherSuites());
        suites.removeIf(suite -> suite.contains("_NULL_") || suite.contains("PSK"));
        return suites;
    }

    /** Keeps the first bytes that the server sent. */
    private static final class Flight extends ChannelInboundHandlerAdapter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf data && bytes.size() < FLIGHT_BYTES_MAX) {
                bytes.writeBytes(ByteBufUtil.getBytes(data));
            }
            ctx.fireChannelRead(message);
        }
    }
}
