package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** https with certificates of the local authority, and what a plain listener beside it does. */
class TlsTest {
    @TempDir
    private static Path folder;

    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        telpher = RunningTelpher.start(folder, """
                listeners:
                  - https: 0
                    certificate: {automatic: [shop.example]}
                    handshake-timeout: 5s
                  - http: 0
                    redirect: {except: [/plain/**]}
                  - http: 0
                    redirect: false
                trusted: [private]
                routes:
                  - match: {path: /**}
                    hsts: {}
                    respond: {status: 200, body: "fine"}
                """);
    }

    @AfterAll
    static void stop() {
        telpher.close();
    }

    private static String secure(String path) {
        return "https://localhost:" + telpher.port(0) + path;
    }

    private static String plain(int listener, String path) {
        return "http://localhost:" + telpher.port(listener) + path;
    }

    @ParameterizedTest
    @CsvSource({"--tlsv1.3,1.3,TLSv1.3", "--tlsv1.2,1.2,TLSv1.2"})
    void clientsThatTrustTheAuthorityAreServed(String least, String most, String version) throws Exception {
        String path = "/" + version;
        assertThat(get("--cacert", telpher.authority(), least, "--tls-max", most, secure(path)))
                .isEqualTo("fine");
        assertThat(telpher.logged(path).path("tls").asText()).isEqualTo(version);
    }

    @Test
    void theCertificateCoversTheNamesThatWereAskedFor() throws Exception {
        String name = "shop.example:" + telpher.port(0);
        assertThat(get("--cacert", telpher.authority(), "--resolve", name + ":127.0.0.1", "https://" + name + "/"))
                .isEqualTo("fine");
    }

    @Test
    void aClientThatDoesNotTrustTheAuthorityRefuses() throws Exception {
        assertThat(curl(secure("/")).exit()).isEqualTo(60);
    }

    @Test
    void tlsBeforeTwelveIsRefused() throws Exception {
        Tool.Result old = Tool.run(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + telpher.port(0),
                "-tls1_1",
                "-cipher",
                "ALL:@SECLEVEL=0");
        assertThat(old.exit()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslResumesItsSessionAndItIsCounted(String version) throws Exception {
        String session = folder.resolve("session" + version + ".pem").toString();
        double before = telpher.metrics().sum("telpher_handshakes_resumed_total");
        assertThat(asked(version, "-sess_out", session)).contains("New, TLS").contains("fine");
        assertThat(asked(version, "-sess_in", session)).contains("Reused, TLS").contains("fine");
        assertThat(telpher.metrics().sum("telpher_handshakes_resumed_total")).isEqualTo(before + 1);
    }

    /** What s_client prints for one request; it goes on until the server closes, so that tickets have come. */
    private static String asked(String version, String option, String session) throws Exception {
        String request = "GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n";
        String client = "openssl s_client -ign_eof -servername localhost -connect 127.0.0.1:" + telpher.port(0);
        return Tool.run(
                        "sh",
                        "-c",
                        "printf '" + request + "' | " + client + " " + version + " " + option + " " + session)
                .out();
    }

    @Test
    void hstsStandsOnHttpsOnly() throws Exception {
        assertThat(get("-i", "--cacert", telpher.authority(), secure("/")))
                .containsIgnoringCase("strict-transport-security: max-age=31536000");
        assertThat(get("-i", plain(2, "/"))).doesNotContainIgnoringCase("strict-transport-security");
    }

    @Test
    void plainRequestsAreSentToHttpsWithTheirTarget() throws Exception {
        String answer = get("-i", "-X", "POST", "-d", "x=1", plain(1, "/a/b?c=d"));
        assertThat(answer).startsWith("HTTP/1.1 308").contains("ocation: " + secure("/a/b?c=d") + "\r\n");
    }

    @Test
    void whatIsExceptedIsServedPlainly() throws Exception {
        assertThat(get(plain(1, "/plain/x"))).isEqualTo("fine");
        assertThat(get(plain(1, "/.well-known/acme-challenge/x"))).isEqualTo("fine");
        assertThat(get("-i", plain(1, "/plainer"))).startsWith("HTTP/1.1 308");
        assertThat(get(plain(2, "/any"))).isEqualTo("fine");
    }

    @Test
    void whoCameByHttpsToATrustedProxyIsNotSentInACircle() throws Exception {
        assertThat(get("-H", "X-Forwarded-Proto: https", plain(1, "/any"))).isEqualTo("fine");
        assertThat(get("-H", "Forwarded: for=203.0.113.9;proto=https", plain(1, "/any")))
                .isEqualTo("fine");
        assertThat(get("-i", "-H", "X-Forwarded-Proto: http", plain(1, "/any"))).startsWith("HTTP/1.1 308");
    }

    @Test
    void aPathCannotBeTrickedIntoAnException() throws Exception {
        assertThat(get("-i", "--path-as-is", plain(1, "/plain/../secret"))).startsWith("HTTP/1.1 308");
        assertThat(get("-i", "--path-as-is", plain(1, "/plain/%2e%2e/secret"))).startsWith("HTTP/1.1 308");
    }

    @Test
    void aFailedHandshakeIsInTheLog() throws Exception {
        try (RawClient client = RawClient.plain(telpher.port(0))) {
            client.send("NONSENSE / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readUntilClosed()).doesNotStartWith("HTTP");
        }
        telpher.logged(line -> line.path("reason").asText().equals("client-tls")
                && line.path("scheme").asText().equals("https")
                && line.path("detail").asText().startsWith("the handshake failed"));
    }

    @Test
    void plainHttpOnAPortOfTlsIsToldSo() throws Exception {
        for (String method : List.of("GET", "OPTIONS")) {
            try (RawClient client = RawClient.plain(telpher.port(0))) {
                client.send(method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.readResponse())
                        .matches(answer -> answer.status() == 400)
                        .matches(answer -> answer.text().startsWith("This port speaks HTTPS"));
                assertThat(client.readUntilClosed()).isEmpty();
            }
        }
        telpher.logged(line -> line.path("status").asInt() == 400
                && line.path("scheme").asText().equals("https")
                && line.path("detail").asText().endsWith("plain HTTP on a port of TLS"));
    }
}
