package io.telpher.app.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on layer 4: passed through by the name that the client asks for, ended here, begun here. */
class ServerNamesTest {
    @TempDir
    private static Path folder;

    private static SelfSigned certificate;

    @BeforeAll
    static void certify() throws Exception {
        certificate = SelfSigned.create(folder, "localhost");
    }

    private static RawOrigin saying(String text) throws Exception {
        return RawOrigin.scriptedTls(certificate.serving(), connection -> connection.send(text));
    }

    private static String ask(int port, SSLContext trusting, String name) throws IOException {
        try (RawClient client = RawClient.tls(port, trusting, name, List.of())) {
            return client.readUntilClosed();
        }
    }

    @Test
    void tlsIsPassedThroughByTheNameThatIsAskedFor() throws Exception {
        try (RawOrigin one = saying("one");
                RawOrigin below = saying("below");
                RawOrigin rest = saying("rest");
                RunningTelpher telpher =
                        RunningTelpher.start(folder, """
                        listeners:
                          - tcp: 127.0.0.1:0
                            server-names: {one.test: one, "*.below.test": below, "*.deep.below.test": one}
                            to: rest
                        upstreams:
                          one: {endpoints: ["127.0.0.1:%d"]}
                          below: {endpoints: ["127.0.0.1:%d"]}
                          rest: {endpoints: ["127.0.0.1:%d"]}
                        """.formatted(one.port(), below.port(), rest.port()))) {
            SSLContext trusting = certificate.trusting();
            assertThat(ask(telpher.port(), trusting, "one.test")).isEqualTo("one");
            assertThat(ask(telpher.port(), trusting, "a.below.test")).isEqualTo("below");
            assertThat(ask(telpher.port(), trusting, "a.b.below.test")).isEqualTo("below");
            assertThat(ask(telpher.port(), trusting, "a.deep.below.test")).isEqualTo("one");
            assertThat(ask(telpher.port(), trusting, "below.test")).isEqualTo("rest");
            assertThat(ask(telpher.port(), trusting, "other.test")).isEqualTo("rest");
            JsonNode line = telpher.logged("one.test", "authority");
            assertThat(line.path("upstream").asText()).isEqualTo("one");
            assertThat(line.path("scheme").asText()).isEqualTo("tcp");
        }
    }

    @Test
    void whoAsksForNobodyWeKnowIsRefusedAndSoIsWhoSpeaksNoTls() throws Exception {
        try (RawOrigin one = saying("one");
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners:
                          - {tcp: 127.0.0.1:0, server-names: {one.test: one}}
                          - {tcp: 127.0.0.1:0, server-names: {one.test: one}, hello-timeout: 300ms}
                        upstreams: {one: {endpoints: ["127.0.0.1:%d"]}}
                        """.formatted(one.port()))) {
            assertThatThrownBy(() -> ask(telpher.port(), certificate.trusting(), "two.test"))
                    .isInstanceOf(IOException.class);
            assertThat(telpher.logged("two.test", "authority").path("reason").asText())
                    .isEqualTo("no-endpoint");
            try (RawClient client = telpher.connect()) {
                client.send("GET / HTTP/1.1\r\n\r\n");
                assertThat(client.isClosed()).isTrue();
            }
            telpher.logged("bad-request", "reason");
            try (RawClient slow = RawClient.plain(telpher.port(1))) {
                slow.send("\u0016\u0003\u0001");
                assertThat(slow.isClosed()).isTrue();
            }
            telpher.logged("client-timeout", "reason");
            assertThat(one.connections()).isZero();
        }
    }

    @Test
    void aHelloThatComesInPiecesIsPutTogether() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> connection.send(connection.readExactly(72)));
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{tcp: 127.0.0.1:0, server-names: {a.test: one}}]
                        upstreams: {one: {endpoints: ["127.0.0.1:%d"]}}
                        """.formatted(origin.port()));
                RawClient client = telpher.connect()) {
            String body = "\u0003\u0003" + "\0".repeat(32) + "\0" + "\0\u0002\u0013\u0001" + "\u0001\0" + "\0\u000f"
                    + "\0\0\0\u000b\0\u0009\0\0\u0006a.test";
            String hello = "\u0001\0\0" + (char) body.length() + body;
            client.sendBytewise("\u0016\u0003\u0001\0" + (char) 10 + hello.substring(0, 10));
            client.sendBytewise("\u0016\u0003\u0001\0" + (char) (hello.length() - 10) + hello.substring(10));
            assertThat(client.readExactly(72)).startsWith(0x16, 3, 1, 0, 10);
        }
    }

    @Test
    void tlsIsEndedHereAndBegunToTheEndpoint() throws Exception {
        try (RawOrigin origin = RawOrigin.scriptedTls(certificate.serving(), connection -> {
                    connection.send("hello ");
                    connection.send(connection.readLine());
                });
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{tls: 127.0.0.1:0, to: server, certificate: {chain: %s, key: %s}}]
                        upstreams:
                          server:
                            endpoints: ["127.0.0.1:%d"]
                            tls: {ca: %s, name: localhost}
                        """.formatted(
                        certificate.certificate(), certificate.key(), origin.port(), certificate.certificate()));
                RawClient client = RawClient.tls(telpher.port(), certificate.trusting(), "localhost", List.of())) {
            assertThat(new String(client.readExactly(6), US_ASCII)).isEqualTo("hello ");
            client.send("over TLS\n");
            assertThat(client.readUntilClosed()).isEqualTo("over TLS\n");
            client.close();
            JsonNode line = telpher.logged("tls:0", "listener");
            assertThat(line.path("tls").asText()).startsWith("TLSv1.");
            assertThat(line.path("reason").asText()).isEqualTo("ok");
            assertThat(line.path("response_bytes").asInt()).isEqualTo(15);
        }
    }
}
