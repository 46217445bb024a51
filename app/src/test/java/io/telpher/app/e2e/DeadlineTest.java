package io.telpher.app.e2e;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One deadline for a request and all that is done for it: in one process, and through three in a row. */
class DeadlineTest {
    @TempDir
    private static Path folder;

    private static final AtomicInteger CLOSED = new AtomicInteger();

    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            switch (request.startLine().split("[ ?]")[1]) {
                case "/silent" -> {
                    if (connection.isClosed()) { // by Telpher, when the time is over
                        CLOSED.incrementAndGet();
                    }
                }
                case "/half" -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    connection.stall();
                }
                case "/events" -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    MILLISECONDS.sleep(1_000);
                    connection.send("data: 2\n\n");
                    connection.close();
                }
                default -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
            }
        });
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  origin: {endpoints: [ORIGIN]}
                routes:
                  - match: {path: /**}
                    timeout: {request: 400ms}
                    to: origin
                  - match: {path: /free/**}
                    rewrite: {strip-prefix: /free}
                    to: origin
                """.replace("ORIGIN", origin.address()));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        origin.close();
    }

    private static RawMessage ask(String path, String... fields) throws IOException {
        try (RawClient client = telpher.connect()) {
            String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n");
        }
    }

    @Test
    void whatIsNotAnsweredInTimeIsA504AndTheConnectionUpstreamEnds() throws Exception {
        RawMessage answer = ask("/silent");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.first("proxy-status")).isEqualTo("telpher; error=http_response_timeout");
        JsonNode line = telpher.logged("/silent");
        assertThat(line.path("reason").asText()).isEqualTo("deadline");
        assertThat(line.path("deadline_ms").asDouble()).isEqualTo(400);
        assertThat(line.path("total_ms").asDouble()).isGreaterThanOrEqualTo(400);
        Eventually.see(CLOSED::get, closed -> closed > 0);
    }

    @Test
    void theCallersWordHoldsOnARouteWithoutALimitAndShortensOneWith() throws Exception {
        assertThat(ask("/free/silent", "X-Request-Deadline: 100").status()).isEqualTo(504);
        assertThat(telpher.logged("/free/silent").path("deadline_ms").asDouble())
                .isEqualTo(100);
        assertThat(ask("/none", "X-Request-Deadline: 0").status()).isEqualTo(504);
        assertThat(telpher.logged("/none").path("attempts").asInt()).isZero();
        assertThat(ask("/long", "X-Request-Deadline: 60000").status()).isEqualTo(200);
        assertThat(telpher.logged("/long").path("deadline_ms").asDouble()).isEqualTo(400);
        assertThat(ask("/free/absolute", "X-Request-Deadline: 1764094000000").status())
                .isEqualTo(200);
    }

    @Test
    void eachRequestOfAConnectionHasItsOwnTime() throws Exception {
        try (RawClient client = telpher.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.exchange("GET /fine HTTP/1.1\r\nHost: a\r\n\r\n")
                                .status())
                        .isEqualTo(200);
                long began = System.nanoTime();
                assertThat(client.exchange("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n")
                                .status())
                        .isEqualTo(504);
                assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(400));
            }
        }
    }

    @Test
    void anAnswerThatIsNotWholeInTimeBreaksOff() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readUntilClosed()).endsWith("\r\n\r\nhalf");
        }
        assertThat(telpher.logged("/half").path("reason").asText()).isEqualTo("deadline");
    }

    @Test
    void eventsGoOnBeyondIt() throws Exception {
        assertThat(ask("/events").text()).isEqualTo("data: 1\n\ndata: 2\n\n");
        assertThat(telpher.logged("/events").path("reason").asText()).isEqualTo("ok");
    }

    /** A gives 10 s, so B has at most 9 and C at most 8: each keeps one for itself. B and C would give a minute. */
    @Test
    @Tag("slow")
    void threeInARowShareTheFirstOnesDeadline() throws Exception {
        try (TelpherProcess c = hop("c", "60s", origin.address());
                TelpherProcess b = hop("b", "60s", c.address());
                TelpherProcess a = hop("a", "10s", b.address())) {
            assertThat(RunningTelpher.get(a.url("/three"))).isEqualTo("fine");
            int left = origin.requests().stream()
                    .filter(request -> request.startLine().contains("/three"))
                    .map(request -> Integer.parseInt(request.first("x-request-deadline")))
                    .findFirst()
                    .orElseThrow();
            assertThat(left).isPositive().isLessThanOrEqualTo(7_000);

            String answer = RunningTelpher.get("-w", "\n%{http_code} %{time_total}", a.url("/silent"));
            String[] told = answer.substring(answer.lastIndexOf('\n') + 1).split(" ");
            assertThat(told[0]).isEqualTo("504");
            double seconds = Double.parseDouble(told[1]);
            assertThat(seconds).isLessThan(10); // a sum would be 130
            for (TelpherProcess hop : new TelpherProcess[] {a, b, c}) {
                double given = Eventually.see(() -> silent(hop), JsonNode::isObject)
                        .path("deadline_ms")
                        .asDouble();
                assertThat(given).isLessThanOrEqualTo(hop == a ? 10_000 : hop == b ? 9_000 : 8_000);
            }
        }
    }

    private static TelpherProcess hop(String name, String limit, String next) throws Exception {
        return TelpherProcess.start(folder, name, """
                listeners: [{http: PORT}]
                upstreams:
                  next: {endpoints: [NEXT], timeout: {read: 100s}}
                routes:
                  - match: {path: /**}
                    timeout: {request: LIMIT, reserve: 1s}
                    to: next
                """.replace("LIMIT", limit).replace("NEXT", next));
    }

    private static JsonNode silent(TelpherProcess hop) throws IOException {
        for (String line : Files.readAllLines(hop.state().resolve("access.log"))) {
            if (line.contains("\"/silent\"") && line.endsWith("}")) {
                return RunningTelpher.json(line);
            }
        }
        return MissingNode.getInstance();
    }
}
