package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients see of endpoints that fail once, where a route has {@code retry}. Connections serve once: what breaks one that is
 * reused is the pool's to mend.
 */
class RetriesTest {
    private static final String FINE = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfine";

    @TempDir
    private static Path folder;

    private static RawOrigin one;
    private static RawOrigin other;
    private static RunningTelpher telpher;

    /** How often each path arrived, wherever it did. */
    private static final Map<String, AtomicInteger> ARRIVALS = new ConcurrentHashMap<>();

    private static final Map<String, RawMessage> LAST = new ConcurrentHashMap<>();
    private static final CountDownLatch HALF = new CountDownLatch(1);
    private static final CountDownLatch CANCELLED = new CountDownLatch(1);

    @BeforeAll
    static void start() throws Exception {
        one = RawOrigin.requests(RetriesTest::answer);
        other = RawOrigin.requests(RetriesTest::answer);
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  both: {endpoints: [ONE, OTHER], outliers: off}
                  dead: {endpoints: ["127.0.0.1:DEAD", ONE], outliers: off}
                routes:
                  - match: {path: /r/**}
                    retry: {attempts: 3, backoff: {base: 10ms, max: 1s}}
                    to: both
                  - match: {path: /t/**}
                    retry: {attempts: 2, backoff: {base: 10ms}, per-try: 300ms}
                    to: both
                  - match: {path: /h/**}
                    retry: {attempts: 1, hedge: {after: 100ms}}
                    to: both
                  - match: {path: /dead/**}
                    retry: {attempts: 3, backoff: {base: 10ms}}
                    to: dead
                """.replace("ONE", one.address())
                .replace("OTHER", other.address())
                .replace("DEAD", Integer.toString(FreePorts.next())));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        one.close();
        other.close();
    }

    private static void answer(RawMessage request, RawOrigin.Connection connection) throws Exception {
        String path = request.startLine().split("[ ?]")[1];
        int arrival = ARRIVALS.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
        LAST.put(path, request);
        String what = path.substring(path.lastIndexOf('/') + 1);
        if (arrival > 1) {
            connection.send(FINE);
            return;
        }
        switch (what) {
            case "reset", "reset-put", "reset-chunked", "reset-h2", "reset-long" -> connection.reset();
            case "silent" -> connection.stall();
            case "slow" -> {
                connection.readUntilClosed();
                CANCELLED.countDown();
            }
            case "half" -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                connection.reset();
            }
            case "busy" ->
                connection.send(
                        "HTTP/1.1 429 Busy\r\nConnection: close\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
            case "later" ->
                connection.send(
                        "HTTP/1.1 429 Busy\r\nConnection: close\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n");
            default -> {
                int status = what.matches("\\d{3}.*") ? Integer.parseInt(what.substring(0, 3)) : 200;
                connection.send("HTTP/1.1 " + status + " Told\r\nConnection: close\r\nContent-Length: 4\r\n\r\ntold");
            }
        }
    }

    private static int arrivals(String path) {
        AtomicInteger count = ARRIVALS.get(path);
        return count == null ? 0 : count.get();
    }

    private static int attempts(String path) throws Exception {
        return telpher.logged(path).path("attempts").asInt();
    }

    private static Path file(int bytes) throws IOException {
        Path file = Files.createTempFile(folder, "body-", "");
        Files.writeString(file, "0123456789".repeat(bytes / 10));
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/r/reset", "/r/503", "/r/500", "/r/busy", "/t/silent"})
    void whatPassesIsNotSeenByTheClient(String path) throws Exception {
        assertThat(RunningTelpher.get(telpher.url(path))).isEqualTo("fine");
        assertThat(attempts(path)).isEqualTo(2);
        assertThat(telpher.logged(path).path("reason").asText()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"/r/404-no, 404", "/r/401-no, 401", "/r/501-no, 501", "/r/505-no, 505", "/r/later, 429"})
    void whatDoesNotPassIsToldAtOnce(String path, int status) throws Exception {
        assertThat(RunningTelpher.status(telpher.url(path))).isEqualTo(status);
        assertThat(arrivals(path)).isEqualTo(1);
    }

    @Test
    void aPostIsSentAgainOnlyIfItHasAKey() throws Exception {
        assertThat(RunningTelpher.status("-d", "x", telpher.url("/r/503-post"))).isEqualTo(503);
        assertThat(arrivals("/r/503-post")).isEqualTo(1);
        assertThat(RunningTelpher.status("-d", "x", "-H", "Idempotency-Key: k1", telpher.url("/r/503-key")))
                .isEqualTo(200);
        assertThat(LAST.get("/r/503-key").text()).isEqualTo("x");
    }

    @Test
    void bodiesAreSentAgainAsTheyWere() throws Exception {
        Path body = file(50_000);
        for (String path : new String[] {"/r/reset-put", "/r/reset-chunked", "/r/reset-h2"}) {
            String[] how = path.endsWith("chunked")
                    ? new String[] {
                        "-X", "PUT", "-H", "Transfer-Encoding: chunked", "-T", body.toString(), telpher.url(path)
                    }
                    : path.endsWith("h2")
                            ? new String[] {"--http2-prior-knowledge", "-T", body.toString(), telpher.url(path)}
                            : new String[] {"-T", body.toString(), telpher.url(path)};
            assertThat(RunningTelpher.status(how)).as(path).isEqualTo(200);
            assertThat(LAST.get(path).text()).as(path).isEqualTo(Files.readString(body));
            assertThat(attempts(path)).isEqualTo(2);
        }
    }

    @Test
    void ofALongBodyNothingIsKept() throws Exception {
        String body = file(200_000).toString();
        assertThat(RunningTelpher.status("-T", body, telpher.url("/r/reset-long")))
                .isEqualTo(502);
        assertThat(arrivals("/r/reset-long")).isEqualTo(1);
        assertThat(RunningTelpher.status("-T", file(20_000_000).toString(), telpher.url("/r/fine-long")))
                .isEqualTo(200);
    }

    @Test
    void whoeverIsNotThereDoesNotMatterToAnyRequest() throws Exception {
        String body = file(200_000).toString();
        for (int i = 0; i < 4; i++) { // two of them begin with the endpoint that is not there
            String path = "/dead/fine" + i;
            assertThat(RunningTelpher.status("-X", "POST", "-T", body, telpher.url(path)))
                    .isEqualTo(200);
            assertThat(LAST.get(path).text()).hasSize(200_000);
        }
    }

    @Test
    void aBodyDoesNotWaitUntilItIsWhole() throws Exception {
        RawOrigin.Script script = connection -> {
            connection.readHead();
            connection.readExactly(4);
            HALF.countDown();
            connection.stall();
        };
        try (RawOrigin streaming = RawOrigin.scripted(script);
                RunningTelpher own = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams: {streaming: {endpoints: [ORIGIN]}}
                        routes: [{match: {path: /**}, retry: {}, to: streaming}]
                        """.replace("ORIGIN", streaming.address()));
                RawClient client = own.connect()) {
            client.send("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");
            HALF.await();
        }
    }

    @Test
    void afterTheHeadOfAResponseNothingIsTriedAgain() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /r/half HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readUntilClosed()).endsWith("half");
        }
        assertThat(arrivals("/r/half")).isEqualTo(1);
    }

    @Test
    void aSlowRequestIsSentToAnotherEndpointAndTheFirstIsCancelled() throws Exception {
        assertThat(RunningTelpher.get(telpher.url("/h/slow"))).isEqualTo("fine");
        CANCELLED.await();
        assertThat(attempts("/h/slow")).isEqualTo(2);
        assertThat(telpher.metrics().sum("telpher_hedges_total", "outcome=\"won\""))
                .isEqualTo(1);
    }

    @Test
    void anEndpointThatIsKilledIsMissedByNobody() throws Exception {
        try (RealNginx first = RealNginx.serving(folder, "location / { return 200 alive; }");
                RealNginx second = RealNginx.serving(folder, "location / { return 200 alive; }");
                RunningTelpher own = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams: {web: {endpoints: ["127.0.0.1:FIRST", "127.0.0.1:SECOND"]}}
                        routes: [{match: {path: /**}, retry: {attempts: 3}, to: web}]
                        """.replace("FIRST", Integer.toString(first.port()))
                        .replace("SECOND", Integer.toString(second.port())))) {
            for (int i = 0; i < 40; i++) {
                if (i == 10) {
                    first.close();
                }
                assertThat(RunningTelpher.get(own.url("/" + i))).isEqualTo("alive");
            }
            Eventually.see(
                    own::log,
                    lines -> lines.stream()
                            .anyMatch(line -> line.path("attempts").asInt() == 2));
        }
    }
}
