package io.telpher.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.net.tls.certificate.Identity;
import io.telpher.net.tls.chain.TrustAnchors;
import java.io.DataInputStream;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class ServerTlsTest {
    private static final List<String> TLS_1_2 = List.of("TLSv1.2");
    private static final String ECDSA_256 = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final String ECDSA_128 = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    private final Identity root = Certificates.root("root");
    private final TlsClient client = new TlsClient(root.certificate());

    ServerTlsTest() throws Exception {}

    private static ServerTls tls(Identity... identities) throws Exception {
        return new ServerTls(List.of(identities), List.of("http/1.1"), Duration.ofSeconds(10));
    }

    @Test
    void tls13IsSpokenAndTheSessionSaysSo() throws Exception {
        try (TlsServer server = new TlsServer(tls(Certificates.leaf(root, "localhost")));
                SSLSocket socket = client.connect(server.port(), "localhost", List.of(), List.of(), "http/1.1")) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            TlsSession session = server.sessions.poll(10, TimeUnit.SECONDS);
            assertThat(session.protocol()).isEqualTo("TLSv1.3");
            assertThat(session.cipher()).isEqualTo(socket.getSession().getCipherSuite());
            assertThat(session.serverName()).isEqualTo("localhost");
            assertThat(session.applicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void aClientThatOffersNoKnownProtocolIsServedWithoutAlpn() throws Exception {
        try (TlsServer server = new TlsServer(tls(Certificates.leaf(root, "localhost")));
                SSLSocket socket = client.connect(server.port(), "localhost", List.of(), List.of(), "h2")) {
            assertThat(socket.getApplicationProtocol()).isEmpty();
            assertThat(server.sessions.poll(10, TimeUnit.SECONDS).applicationProtocol())
                    .isNull();
        }
    }

    @Test
    void theServersOrderOfSuitesWinsOverTheClients() throws Exception {
        try (TlsServer server = new TlsServer(tls(Certificates.leaf(root, "localhost")));
                SSLSocket socket = client.connect(server.port(), "localhost", TLS_1_2, List.of(ECDSA_128, ECDSA_256))) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(ECDSA_256);
        }
    }

    @Test
    void theServersOrderHoldsForRsaToo() throws Exception {
        Identity rsa = Certificates.named("rsa")
                .rsa(2048)
                .by(root)
                .forNames("localhost")
                .make();
        try (TlsServer server = new TlsServer(tls(rsa));
                SSLSocket socket = client.connect(
                        server.port(),
                        "localhost",
                        TLS_1_2,
                        List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"))) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        }
    }

    @Test
    void theSecondSuiteIsTakenWhereTheFirstIsNotOffered() throws Exception {
        try (TlsServer server = new TlsServer(tls(Certificates.leaf(root, "localhost")));
                SSLSocket socket = client.connect(server.port(), "localhost", TLS_1_2, List.of(ECDSA_128))) {
            assertThat(socket.getSession().getCipherSuite()).isEqualTo(ECDSA_128);
        }
    }

    @Test
    void tls10IsRefusedWithProtocolVersion() throws Exception {
        assertThat(alertFor(0x0301, 0xc009, 0xc00a)).isEqualTo(70);
    }

    @Test
    void tls11IsRefusedWithProtocolVersion() throws Exception {
        assertThat(alertFor(0x0302, 0xc009, 0xc00a)).isEqualTo(70);
    }

    @Test
    void rsaKeyExchangeIsRefused() throws Exception {
        assertThat(alertFor(0x0303, 0x009c, 0x009d, 0x002f, 0x0035)).isEqualTo(40);
    }

    @Test
    void cbcSuitesAreRefusedEvenWithEcdhe() throws Exception {
        assertThat(alertFor(0x0303, 0xc009, 0xc00a, 0xc023, 0xc024)).isEqualTo(40);
    }

    @Test
    void theSameHelloWithAGoodSuiteIsAnsweredByAServerHello() throws Exception {
        assertThat(answerTo(0x0303, 0xc02b)[0]).isEqualTo((byte) 22);
    }

    private int alertFor(int version, int... suites) throws Exception {
        byte[] record = answerTo(version, suites);
        assertThat(record[0]).as("an alert").isEqualTo((byte) 21);
        return record[6];
    }

    private byte[] answerTo(int version, int... suites) throws Exception {
        try (TlsServer server = new TlsServer(tls(Certificates.leaf(root, "localhost")));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(ClientHello.of(version, suites));
            byte[] answer = new byte[7];
            new DataInputStream(socket.getInputStream()).readFully(answer);
            return answer;
        }
    }

    @Test
    void theNameChoosesTheCertificateExactThenWildcardThenTheFirst() throws Exception {
        Identity first = Certificates.leaf(root, "first.test", "unknown.test", "deep.a.shop.test");
        Identity wildcard = Certificates.leaf(root, "*.shop.test");
        Identity exact = Certificates.leaf(root, "api.shop.test");
        try (TlsServer server = new TlsServer(tls(first, wildcard, exact))) {
            assertThat(shownFor(server, "api.shop.test")).isEqualTo(exact.certificate());
            assertThat(shownFor(server, "WWW.shop.test")).isEqualTo(wildcard.certificate());
            assertThat(shownFor(server, "first.test")).isEqualTo(first.certificate());
            assertThat(server.sessions).extracting(TlsSession::serverName).contains("www.shop.test");
        }
    }

    @Test
    void aNameThatNobodyHasGetsTheFirstCertificate() throws Exception {
        Identity first = Certificates.leaf(root, "first.test", "127.0.0.1");
        try (TlsServer server = new TlsServer(tls(first, Certificates.leaf(root, "second.test")))) {
            assertThat(shownFor(server, "127.0.0.1")).isEqualTo(first.certificate());
            assertThatThrownBy(() -> shownFor(server, "other.test")).hasMessageContaining("other.test");
        }
    }

    private X509Certificate shownFor(TlsServer server, String name) throws Exception {
        try (SSLSocket socket = client.connect(server.port(), name)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void certificatesAreReplacedWhileItServes() throws Exception {
        Identity old = Certificates.leaf(root, "localhost");
        Identity fresh = Certificates.leaf(root, "localhost");
        ServerTls tls = tls(old);
        try (TlsServer server = new TlsServer(tls)) {
            assertThat(shownFor(server, "localhost")).isEqualTo(old.certificate());
            tls.replace(List.of(fresh));
            assertThat(shownFor(server, "localhost")).isEqualTo(fresh.certificate());
        }
    }

    @Test
    void aTicketResumesTheSessionUntilItsKeyIsRotatedAwayTwice() throws Exception {
        ServerTls tls = tls(Certificates.leaf(root, "localhost"));
        try (TlsServer server = new TlsServer(tls)) {
            assertThat(resumes(server)).isFalse();
            assertThat(resumes(server)).isTrue();
            tls.rotateTickets();
            assertThat(resumes(server)).as("with the former key").isTrue();
            tls.rotateTickets();
            tls.rotateTickets();
            assertThat(resumes(server)).as("with a forgotten key").isFalse();
        }
    }

    @Test
    void aTicketOfOneCertificateDoesNotOpenASessionUnderAnother() throws Exception {
        ServerTls tls = tls(Certificates.leaf(root, "localhost"));
        try (TlsServer server = new TlsServer(tls)) {
            assertThat(resumes(server)).isFalse();
            tls.replace(List.of(Certificates.leaf(root, "localhost")));
            assertThat(resumes(server)).isFalse();
        }
    }

    @Test
    void aSessionSurvivesTheReplacingOfOtherCertificates() throws Exception {
        Identity kept = Certificates.leaf(root, "localhost");
        ServerTls tls = tls(kept, Certificates.leaf(root, "other.test"));
        try (TlsServer server = new TlsServer(tls)) {
            assertThat(resumes(server)).isFalse();
            tls.replace(List.of(kept, Certificates.leaf(root, "new.test")));
            assertThat(resumes(server)).isTrue();
            assertThat(tls.resumed()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatKnowsNoEllipticCurvesGetsTheRsaCertificateOfTheName() throws Exception {
        Identity ec = Certificates.leaf(root, "localhost");
        Identity rsa = Certificates.named("rsa")
                .rsa(2048)
                .by(root)
                .forNames("localhost")
                .make();
        try (TlsServer server = new TlsServer(tls(rsa, ec));
                SSLSocket old = client.connect(
                        server.port(), "localhost", TLS_1_2, List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"))) {
            assertThat(old.getSession().getPeerCertificates()[0]).isEqualTo(rsa.certificate());
            assertThat(shownFor(server, "localhost")).isEqualTo(ec.certificate());
        }
    }

    @Test
    void twoCertificatesOfANameCannotAskClientsForDifferentThings() throws Exception {
        ClientPolicy asks =
                ClientPolicy.of(new TrustAnchors("test", List.of(root.certificate())), true, java.util.Set.of());
        Identity identity = Certificates.leaf(root, "localhost");
        Identity twin = Certificates.leaf(root, "localhost");
        assertThatThrownBy(() -> new ServerTls(
                        new ServedCertificates(
                                List.of(
                                        new ServedIdentity(identity, asks),
                                        new ServedIdentity(twin, ClientPolicy.NONE)),
                                false),
                        List.of(),
                        Duration.ofSeconds(1)))
                .hasMessageContaining("localhost");
    }

    /** True if the client's session is one that it had before: it carries what was bound to it then. */
    private boolean resumes(TlsServer server) throws Exception {
        try (SSLSocket socket = client.connect(server.port(), "localhost", TLS_1_2, List.of())) {
            boolean known = socket.getSession().getValue("known") != null;
            socket.getSession().putValue("known", "yes");
            return known;
        }
    }

    @Test
    void engineAndHandlerAreMadeFromPooledAllocatorsWithoutFinalizers() throws Exception {
        ServerTls tls = tls(Certificates.leaf(root, "localhost"));
        var channel = new io.netty.channel.embedded.EmbeddedChannel();
        try {
            var handler = (io.netty.handler.ssl.SslHandler) tls.handler(channel);
            assertThat(handler.engine().getClass().getSimpleName()).isEqualTo("ReferenceCountedOpenSslEngine");
            assertThat(Arrays.asList(handler.engine().getEnabledProtocols())).contains("TLSv1.3", "TLSv1.2");
            assertThat(Arrays.asList(handler.engine().getEnabledProtocols())).doesNotContain("TLSv1", "TLSv1.1");
            io.netty.util.ReferenceCountUtil.release(handler.engine());
            tls.close();
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
