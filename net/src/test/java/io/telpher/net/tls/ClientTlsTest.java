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
        UpstreamTlsConfig config = new UpstreamTlsConfig(verify == Verify.FULL ? ca : null, name, verify);
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
