package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What breaks is answered by a problem, and stands in the access log with its reason. */
class FailuresTest {
    @TempDir
    private static Path folder;

    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split("[ ?]")[1];
            switch (path) {
                case "/reset" -> connection.reset();
                case "/silent" -> connection.stall();
                case "/nonsense" -> connection.send("what?\r\n\r\n");
                case "/half" -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    connection.reset();
                }
                case "/stalls-in-body", "/gone" -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    connection.stall();
                }
                case "/own-503" -> connection.send("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
                default -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
            }
        });
        telpher = RunningTelpher.start(
                folder, """
                listeners: [{http: 0, head-timeout: 300ms, read-timeout: 300ms, head-size: 4KiB, line-size: 1KiB}]
                upstreams:
                  origin: {endpoints: [ORIGIN], timeout: {read: 300ms}}
                  refused: {endpoints: ["127.0.0.1:REFUSED"]}
                  unknown: {endpoints: ["no-such-host.invalid:80"]}
                routes:
                  - match: {host: a, path: /**}
                    to: origin
                  - match: {host: a, path: /refused}
                    to: refused
                  - match: {host: a, path: /unknown}
                    to: unknown
                  - match: {path: /get-only, method: GET}
                    to: origin
                """.replace("ORIGIN", origin.address()).replace("REFUSED", Integer.toString(FreePorts.next())));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        origin.close();
    }

    private static RawMessage ask(String path) throws IOException {
        try (RawClient client = telpher.connect()) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/refused, 502, upstream-refused, connection_refused",
        "/unknown, 502, upstream-unresolved, dns_error",
        "/reset, 502, upstream-reset, connection_terminated",
        "/nonsense, 502, upstream-protocol, http_protocol_error",
        "/silent, 504, upstream-timeout, connection_read_timeout",
    })
    void troubleWithAnEndpointIsAProblemWithProxyStatus(String path, int status, String reason, String error)
            throws Exception {
        RawMessage answer = ask(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.first("content-type")).isEqualTo("application/problem+json");
        JsonNode problem = RunningTelpher.json(answer.text());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(answer.first("proxy-status")).startsWith("telpher").contains("error=" + error);
        JsonNode line = telpher.logged(path);
        assertThat(line.path("reason").asText()).isEqualTo(reason);
        assertThat(line.path("status").asInt()).isEqualTo(status);
        assertThat(line.path("attempts").asInt()).isPositive();
    }

    @Test
    void anErrorOfTheOriginIsItsAnswerAndNoTroubleOfOurs() throws Exception {
        RawMessage answer = ask("/own-503");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("busy");
        assertThat(telpher.logged("/own-503").path("reason").asText()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"/half, upstream-reset", "/stalls-in-body, upstream-timeout"})
    void anAnswerThatBreaksOffIsNotPassedOffAsWhole(String path, String reason) throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readUntilClosed()).endsWith("\r\n\r\nhalf");
        }
        assertThat(telpher.logged(path).path("reason").asText()).isEqualTo(reason);
    }

    @Test
    void aClientThatGoesAwayIsNoTroubleOfTheEndpoint() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /gone HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readHead();
            client.reset();
        }
        JsonNode line = telpher.logged("/gone");
        assertThat(line.path("reason").asText()).isEqualTo("client-closed");
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2||, 400",
        "GET / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 2||, 400",
        "GET / HTTP/1.1|Host: a|Host: b||, 400",
        "GET / HTTP/1.1||, 400",
        "GET / HTTP/9.9|Host: a||, 505",
    })
    void whatIsNotHttpIsRefusedAndLogged(String request, int status) throws Exception {
        try (RawClient client = telpher.connect()) {
            RawMessage answer = client.exchange(request.replace("|", "\r\n"));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(RunningTelpher.json(answer.text()).path("detail").asText())
                    .isNotEmpty();
            assertThat(client.isClosed()).isTrue();
        }
        telpher.logged(line -> line.path("reason").asText().equals("bad-request")
                && line.path("status").asInt() == status);
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        try (RawClient client = telpher.connect()) {
            RawMessage answer = client.exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(5000) + "\r\n\r\n");
            assertThat(answer.status()).isEqualTo(431);
        }
        try (RawClient client = telpher.connect()) {
            assertThat(client.exchange("GET /" + "x".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                            .status())
                    .isEqualTo(414);
        }
    }

    @Test
    void aClientThatDawdlesInItsHeadOrBodyIsSentAway() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET / HTTP/1.1\r\nHos");
            assertThat(client.readResponse().status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
        }
        try (RawClient client = telpher.connect()) {
            client.send("POST /dawdle HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(client.readUntilClosed()).startsWith("HTTP/1.1 408");
        }
        assertThat(telpher.logged("/dawdle").path("reason").asText()).isEqualTo("client-timeout");
    }

    @Test
    void whatNoRouteTakesIs404AndAnotherMethod405() throws Exception {
        try (RawClient client = telpher.connect()) {
            RawMessage none = client.exchange("GET /other HTTP/1.1\r\nHost: only.example\r\n\r\n");
            assertThat(none.status()).isEqualTo(404);
            RawMessage method = client.exchange("DELETE /get-only HTTP/1.1\r\nHost: only.example\r\n\r\n");
            assertThat(method.status()).isEqualTo(405);
            assertThat(method.first("allow")).contains("GET").doesNotContain("DELETE");
        }
        assertThat(telpher.logged("/other").has("upstream")).isFalse();
    }

    @Test
    void everyLineOfTheLogIsJsonWithAReason() throws Exception {
        ask("/fine");
        telpher.logged("/fine");
        assertThat(telpher.log()).allSatisfy(line -> {
            assertThat(line.path("reason").asText()).matches("[a-z-]+");
            assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(line.path("total_ms").asDouble()).isNotNegative();
        });
    }
}
