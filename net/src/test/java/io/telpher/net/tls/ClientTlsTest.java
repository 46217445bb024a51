package io.telpher.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.telpher.core.Failure;
import io.telpher.net.tls.UpstreamTlsConfig.Verify;
import io.telpher.net.tls.certificate.Identity;
import io.telpher.net.tls.chain.ChainCheck;
import io.telpher.net.tls.chain.ChainRefused;
import io.telpher.net.tls.chain.TrustAnchors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Identity root = Certificates.root("root");
    private final Identity intermediate =
            Certificates.named("intermediate").by(root).authority().make();

    @TempDir
    Path folder;

    ClientTlsTest() throws Exception {}

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private ClientTls tls(@Nullable String name, Verify verify) throws Exception {
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, Certificates.pem(List.of(root.certificate())));
        UpstreamTlsConfig config = new UpstreamTlsConfig(verify == Verify.FULL ? ca : null, name, verify, null, null);
        return new ClientTls(config, List.of("http/1.1"), InstantSource.system());
    }

    /** Null if the handshake succeeded. */
    private @Nullable Failure handshake(ClientTls tls, String address, int port, String host) throws Exception {
        SslHandler[] handler = new SslHandler[1];
        Channel channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        handler[0] = tls.handler(ch, host, port, LIMIT);
                        ch.pipeline().addLast(handler[0], new Silence());
                    }
                })
                .connect(new InetSocketAddress(InetAddress.ofLiteral(address), port))
                .sync()
                .channel();
        try {
            var done = handler[0].handshakeFuture().await();
            return done.isSuccess() ? null : ClientTls.failure(done.cause(), host + ":" + port);
        } finally {
            channel.close().sync();
            tls.close();
        }
    }

    /** Errors are read off the handshake's future. */
    private static final class Silence extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private @Nullable Failure connect(Identity server, ClientTls tls, String host) throws Exception {
        try (TlsServer running = new TlsServer(new ServerTls(List.of(server), List.of("http/1.1"), LIMIT))) {
            return handshake(tls, "127.0.0.1", running.port(), host);
        }
    }

    private void assertRefused(Identity server, String host, ChainCheck check) throws Exception {
        Failure failure = connect(server, tls(null, Verify.FULL), host);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(Failure.Kind.CERTIFICATE);
        assertThat(failure.side()).isEqualTo(Failure.Side.UPSTREAM);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.getMessage()).contains("check " + check.number() + " of 6 (" + check.title() + ")", host);
    }

    @Test
    void aGoodChainIsAccepted() throws Exception {
        assertThat(connect(Certificates.leaf(intermediate, "api.test"), tls(null, Verify.FULL), "api.test"))
                .isNull();
    }

    @Test
    void aSessionIsResumedWithTheSameServerAndNotUnderAnotherName() throws Exception {
        ServerTls server = new ServerTls(
                List.of(Certificates.leaf(intermediate, "api.test", "other.test")), List.of("http/1.1"), LIMIT);
        try (TlsServer running = new TlsServer(server);
                ClientTls tls = tls(null, Verify.FULL)) {
            assertThat(hello(tls, running.port(), "api.test")).isEqualTo("hello");
            assertThat(server.resumed()).isZero();
            assertThat(hello(tls, running.port(), "api.test")).isEqualTo("hello");
            assertThat(server.resumed()).isEqualTo(1);
            assertThat(hello(tls, running.port(), "other.test")).isEqualTo("hello");
            assertThat(server.resumed()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatAsksIsShownOurCertificate() throws Exception {
        Identity ours = Certificates.named("telpher")
                .by(root)
                .purpose(org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_clientAuth)
                .make();
        Path ca = folder.resolve("ca.pem");
        Path certificate = folder.resolve("ours.pem");
        Path key = folder.resolve("ours.key");
        Files.writeString(ca, Certificates.pem(List.of(root.certificate())));
        Files.writeString(certificate, Certificates.pem(ours.chain()));
        Files.writeString(key, Certificates.pem(ours));
        ClientPolicy asks =
                ClientPolicy.of(TrustAnchors.file(ca), true, java.util.Set.of(ClientPolicy.Forward.CLIENT_CERT));
        ServedCertificates served = new ServedCertificates(
                List.of(new ServedIdentity(Certificates.leaf(intermediate, "api.test"), asks)), false);
        UpstreamTlsConfig config = new UpstreamTlsConfig(ca, null, Verify.FULL, certificate, key);
        try (TlsServer running = new TlsServer(new ServerTls(served, List.of("http/1.1"), LIMIT));
                ClientTls tls = new ClientTls(config, List.of("http/1.1"), InstantSource.system())) {
            assertThat(hello(tls, running.port(), "api.test")).isEqualTo("hello");
            assertThat(running.sessions.poll(10, TimeUnit.SECONDS).client()).isEqualTo(ours.certificate());
        }
    }

    /** What the server says after the handshake, and behind its tickets. */
    private String hello(ClientTls tls, int port, String host) throws Exception {
        var said = new java.util.concurrent.CompletableFuture<String>();
        Channel channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline().addLast(tls.handler(ch, host, port, LIMIT), new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                String text = ((io.netty.buffer.ByteBuf) message)
                                        .toString(java.nio.charset.StandardCharsets.US_ASCII);
                                io.netty.util.ReferenceCountUtil.release(message);
                                said.complete(text.substring(text.indexOf("\r\n\r\n") + 4));
                            }

                            @Override
                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                                said.completeExceptionally(cause);
                            }
                        });
                    }
                })
                .connect(new InetSocketAddress("127.0.0.1", port))
                .sync()
                .channel();
        try {
            return said.get(10, TimeUnit.SECONDS);
        } finally {
            channel.close().sync();
        }
    }

    @Test
    void aWildcardIsAccepted() throws Exception {
        assertThat(connect(Certificates.leaf(intermediate, "*.api.test"), tls(null, Verify.FULL), "a.api.test"))
                .isNull();
    }

    @Test
    void anAddressIsMatchedWithAddressesOfTheCertificate() throws Exception {
        Identity server = Certificates.leaf(intermediate, "127.0.0.1");
        assertThat(connect(server, tls(null, Verify.FULL), "127.0.0.1")).isNull();
        assertRefused(server, "127.0.0.2", ChainCheck.DOMAIN_MATCHES);
    }

    @Test
    void anIpv6LiteralIsMatchedWithAddressesOfTheCertificate() throws Exception {
        Identity server = Certificates.leaf(intermediate, "2001:db8::1");
        assertThat(connect(server, tls(null, Verify.FULL), "2001:db8::1")).isNull();
        assertThat(connect(server, tls(null, Verify.FULL), "[2001:db8:0::1]")).isNull();
        assertRefused(server, "2001:db8::2", ChainCheck.DOMAIN_MATCHES);
    }

    @Test
    void hostnameVerificationIsNotBypassedByACertificateOfTheSameAuthority() throws Exception {
        assertRefused(Certificates.leaf(intermediate, "evil.test"), "api.test", ChainCheck.DOMAIN_MATCHES);
        assertRefused(Certificates.leaf(intermediate, "evil.test"), "127.0.0.1", ChainCheck.DOMAIN_MATCHES);
        assertRefused(Certificates.leaf(intermediate, "evil.test"), "::1", ChainCheck.DOMAIN_MATCHES);
        assertRefused(Certificates.leaf(intermediate, "evil.test"), "evil", ChainCheck.DOMAIN_MATCHES);
    }

    @Test
    void aTrustManagerThatIsNotToldTheHostRefuses() {
        UpstreamTrust trust = new UpstreamTrust(new TrustAnchors("tests", root.chain()), InstantSource.system());
        var chain = root.chain().toArray(java.security.cert.X509Certificate[]::new);
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN")).isInstanceOf(ChainRefused.class);
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN", (Socket) null))
                .isInstanceOf(ChainRefused.class);
    }

    @Test
    void aSelfSignedCertificateIsRefused() throws Exception {
        assertRefused(Certificates.named("self").forNames("api.test").make(), "api.test", ChainCheck.ROOT_TRUSTED);
    }

    @Test
    void anUntrustedRootIsRefused() throws Exception {
        Identity under = Certificates.named("under")
                .by(Certificates.root("stranger"))
                .authority()
                .make();
        assertRefused(Certificates.leaf(under, "api.test"), "api.test", ChainCheck.ROOT_TRUSTED);
    }

    @Test
    void aMissingIntermediateIsRefused() throws Exception {
        Identity full = Certificates.leaf(intermediate, "api.test");
        assertRefused(
                new Identity(full.key(), List.of(full.certificate())), "api.test", ChainCheck.SIGNED_BY_INTERMEDIATE);
    }

    @Test
    void aForgedIntermediateIsRefused() throws Exception {
        Identity forged =
                Certificates.named("intermediate").by(root).authority().forged().make();
        assertRefused(Certificates.leaf(forged, "api.test"), "api.test", ChainCheck.INTERMEDIATE_SIGNED_BY_ROOT);
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Identity expired = Certificates.named("server")
                .by(intermediate)
                .forNames("api.test")
                .until(Certificates.NOW.minusSeconds(3600))
                .make();
        assertRefused(expired, "api.test", ChainCheck.NOT_EXPIRED);
    }

    @Test
    void theConfiguredNameIsAskedForAndExpectedInsteadOfTheHost() throws Exception {
        Identity server = Certificates.leaf(intermediate, "internal");
        try (TlsServer running = new TlsServer(new ServerTls(List.of(server), List.of(), LIMIT))) {
            assertThat(handshake(tls("internal", Verify.FULL), "127.0.0.1", running.port(), "10.0.0.1"))
                    .isNull();
            assertThat(running.sessions.poll(10, TimeUnit.SECONDS).serverName()).isEqualTo("internal");
        }
        assertThat(connect(server, tls("other.test", Verify.FULL), "internal")).isNotNull();
    }

    @Test
    void verifyNoneAcceptsASelfSignedCertificateForAnotherHost() throws Exception {
        Identity self = Certificates.named("self").forNames("other.test").make();
        assertThat(connect(self, tls(null, Verify.NONE), "api.test")).isNull();
    }

    @Test
    void theSystemsTrustDoesNotIncludeAnAuthorityThatATestMade() throws Exception {
        ClientTls system = new ClientTls(UpstreamTlsConfig.DEFAULT, List.of(), InstantSource.system());
        Failure failure = connect(Certificates.leaf(intermediate, "api.test"), system, "api.test");
        assertThat(failure.kind()).isEqualTo(Failure.Kind.CERTIFICATE);
        assertThat(failure.getMessage()).contains("check 4 of 6", "CN=root");
    }

    @Test
    void aServerThatClosesWithinTheHandshakeIsAReset() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try (Socket accepted = server.accept()) {
                    accepted.getInputStream().read();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Failure failure = handshake(tls(null, Verify.FULL), "127.0.0.1", server.getLocalPort(), "api.test");
            assertThat(failure.kind()).isEqualTo(Failure.Kind.RESET);
        }
    }

    @Test
    void aServerThatSendsAnEmptyCertificateListIsRefused() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try (Socket accepted = server.accept()) {
                    accepted.getInputStream().read();
                    accepted.getOutputStream().write(ServerHello.withoutCertificate());
                    accepted.getInputStream().readAllBytes();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Failure failure = handshake(tls(null, Verify.FULL), "127.0.0.1", server.getLocalPort(), "api.test");
            // TLS 1.2 forbids the empty list, so it is a broken message before anybody is asked to trust it.
            assertThat(failure.kind()).isEqualTo(Failure.Kind.TLS);
            assertThat(failure.getMessage()).contains("DECODE_ERROR");
        }
    }
}
