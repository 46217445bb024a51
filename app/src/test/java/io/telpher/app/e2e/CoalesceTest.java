package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identical requests that are under way together, through real sockets. The origin answers when the test lets it. */
class CoalesceTest {
    private static final int MANY = 50;

    @TempDir
    private static Path folder;

    private static final ConcurrentHashMap<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();

    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split("[ ?]")[1];
            int time = ASKED.computeIfAbsent(path, key -> new AtomicInteger()).incrementAndGet();
            gate(path).await();
            if (path.equals("/chunks")) {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                gate("/chunks/rest").await();
                connection.send("186a0\r\n" + "x".repeat(100_000) + "\r\n0\r\n\r\n");
            } else if (path.equals("/fails") && time == 1) {
                connection.send("what?\r\n\r\n");
                connection.close();
            } else {
                String cookie = path.equals("/cookie") ? "Set-Cookie: a=1\r\n" : "";
                connection.send("HTTP/1.1 200 OK\r\n" + cookie + "Content-Length: 5\r\n\r\nreply");
            }
        });
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  origin: {endpoints: [ORIGIN], pool: {open: 200}}
                routes:
                  - match: {path: /**}
                    coalesce: {}
                    to: origin
                """.replace("ORIGIN", origin.address()));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        origin.close();
    }

    private static CountDownLatch gate(String path) {
        return GATES.computeIfAbsent(path, key -> new CountDownLatch(1));
    }

    private static int asked(String path) {
        return ASKED.getOrDefault(path, new AtomicInteger()).get();
    }

    private static RawMessage ask(String path, String more) throws IOException {
        try (RawClient client = telpher.connect()) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n");
        }
    }

    /** Asks from many connections at once, and lets the origin answer when all have been read. */
    private static List<RawMessage> together(String path, int count, String... more) throws Exception {
        List<CompletableFuture<RawMessage>> answers = new ArrayList<>();
        long before = inFlight();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                String fields = more.length == 0 ? "" : more[i % more.length];
                answers.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return ask(path, fields);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        threads));
            }
            Eventually.see(CoalesceTest::inFlight, open -> open >= before + count);
            gate(path).countDown();
            List<RawMessage> all = new ArrayList<>();
            for (CompletableFuture<RawMessage> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    private static long inFlight() throws InterruptedException {
        return (long) telpher.metrics().sum("telpher_http_requests_in_flight");
    }

    @Test
    void manyIdenticalOnesAreOneAtTheOrigin() throws Exception {
        assertThat(together("/many", MANY)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("reply");
        });
        assertThat(asked("/many")).isEqualTo(1);
        assertThat(telpher.logged(line -> line.path("path").asText().equals("/many")
                                && line.path("shared").asBoolean())
                        .path("status")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void whoShowsOtherCredentialsAsksForHimself() throws Exception {
        together("/two", 20, "Cookie: s=1\r\n", "Cookie: s=2\r\n");
        assertThat(asked("/two")).isEqualTo(2);
    }

    @Test
    void aResponseThatSetsACookieIsForOneOnly() throws Exception {
        together("/cookie", 10);
        assertThat(asked("/cookie")).isEqualTo(10);
    }

    @Test
    void whenTheFirstOneFailsTheOthersDoNot() throws Exception {
        List<RawMessage> all = together("/fails", MANY);
        assertThat(all.stream().filter(answer -> answer.status() == 502)).hasSize(1);
        assertThat(all.stream().filter(answer -> answer.status() == 200)).hasSize(MANY - 1);
        assertThat(asked("/fails")).isBetween(2, MANY / 2); // who comes late to the second begins a third
    }

    @Test
    void aBodyIsSharedAsItArrivesAndGoesOnWhenTheFirstClientLeaves() throws Exception {
        RawClient first = telpher.connect();
        first.send("GET /chunks HTTP/1.1\r\nHost: a\r\n\r\n");
        Eventually.see(() -> asked("/chunks"), count -> count == 1);
        try (RawClient second = telpher.connect()) {
            long before = inFlight();
            second.send("GET /chunks HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Eventually.see(CoalesceTest::inFlight, open -> open > before);
            gate("/chunks").countDown();
            assertThat(second.readHead()).contains("chunked");
            assertThat(first.readHead()).contains("chunked");
            first.close();
            gate("/chunks/rest").countDown();
            assertThat(second.readUntilClosed())
                    .endsWith("0\r\n\r\n")
                    .contains("first")
                    .contains("x".repeat(1000));
        }
        assertThat(asked("/chunks")).isEqualTo(1);
    }
}
