package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
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

/** A route's cache before an origin that counts, with real curl. */
class CacheTest {
    private static final int MANY = 100;
    private static final int LARGE = 3_000_000;

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
            ASKED.computeIfAbsent(path, key -> new AtomicInteger()).incrementAndGet();
            if (request.startLine().startsWith("PUT")) {
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            } else if (path.equals("/broken")) {
                connection.close();
            } else if (path.equals("/stale") && request.has("if-none-match")) {
                connection.send("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nCache-Control: max-age=0\r\n\r\n");
            } else if (path.equals("/stale")) {
                connection.send(
                        "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nCache-Control: max-age=0\r\nContent-Length: 5\r\n\r\nstale");
            } else if (path.startsWith("/gated")) {
                gate(path).await();
                String control = path.endsWith("private") ? "private" : "max-age=60";
                connection.send("HTTP/1.1 200 OK\r\nCache-Control: " + control + "\r\nContent-Length: 5\r\n\r\nreply");
            } else if (path.startsWith("/large")) {
                connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: " + LARGE + "\r\n\r\n"
                        + "x".repeat(LARGE / 2));
                gate(path).await();
                connection.send("y".repeat(LARGE / 2));
            } else {
                connection.send(
                        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\nhello");
            }
        });
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  origin: {endpoints: [ORIGIN], pool: {open: 200}}
                caches:
                  default: {memory: 32MiB}
                routes:
                  - match: {path: /**}
                    cache: {}
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

    private static RawMessage ask(String path) throws IOException {
        try (RawClient client = telpher.connect()) {
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }

    private static List<CompletableFuture<RawMessage>> many(String path, java.util.concurrent.Executor threads) {
        List<CompletableFuture<RawMessage>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return ask(path);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    threads));
        }
        return answers;
    }

    private static long inFlight() throws InterruptedException {
        return (long) telpher.metrics().sum("telpher_http_requests_in_flight");
    }

    private static String curl(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-i", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return Tool.run(command.toArray(String[]::new)).succeeded().out();
    }

    private static String url(String path) {
        return telpher.url(path);
    }

    @Test
    void aMissIsFollowedByHits() throws Exception {
        String miss = curl(url("/plain"));
        String hit = curl(url("/plain"));
        String head = curl("-I", url("/plain"));
        String part = curl("-r", "1-3", url("/plain"));
        String unchanged = curl("-H", "If-None-Match: \"1\"", url("/plain"));

        assertThat(miss)
                .contains("cache-status: telpher; fwd=uri-miss; ttl=", "; stored")
                .endsWith("hello");
        assertThat(hit)
                .contains("cache-status: telpher; hit; ttl=", "\r\nage: ")
                .endsWith("hello");
        assertThat(head).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 5\r\n");
        assertThat(part).startsWith("HTTP/1.1 206").endsWith("ell");
        assertThat(unchanged).startsWith("HTTP/1.1 304");
        assertThat(asked("/plain")).isEqualTo(1);
    }

    @Test
    void whatIsStaleIsValidated() throws Exception {
        curl(url("/stale"));
        String validated = curl(url("/stale"));

        assertThat(validated)
                .startsWith("HTTP/1.1 200")
                .contains("fwd=stale; fwd-status=304")
                .endsWith("stale");
        assertThat(asked("/stale")).isEqualTo(2);
    }

    @Test
    void aChangeMakesTheNextOneAMiss() throws Exception {
        curl(url("/changed"));
        curl("-X", "PUT", "-d", "new", url("/changed"));
        assertThat(curl(url("/changed"))).contains("fwd=uri-miss");
    }

    @Test
    void manyWhoAskTogetherCauseOneFetch() throws Exception {
        long before = inFlight();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RawMessage>> answers = many("/gated", threads);
            Eventually.see(CacheTest::inFlight, open -> open >= before + MANY);
            gate("/gated").countDown();
            for (CompletableFuture<RawMessage> answer : answers) {
                assertThat(answer.get().text()).isEqualTo("reply");
            }
        }
        assertThat(asked("/gated")).isEqualTo(1);
    }

    @Test
    void whatIsForOneOnlyIsAskedForByEach() throws Exception {
        long before = inFlight();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<RawMessage>> answers = many("/gated/private", threads);
            Eventually.see(CacheTest::inFlight, open -> open >= before + MANY);
            gate("/gated/private").countDown();
            for (CompletableFuture<RawMessage> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
        assertThat(asked("/gated/private")).isEqualTo(MANY);
    }

    @Test
    void aLargeBodyIsReadAlongAndOutlivesItsFirstClient(@TempDir Path files) throws Exception {
        Path got = files.resolve("got");
        CompletableFuture<String> second;
        try (RawClient first = telpher.connect()) {
            first.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
            first.readHead();
            second = CompletableFuture.supplyAsync(() -> {
                try {
                    return Tool.run(
                                    "curl",
                                    "-sS",
                                    "--max-time",
                                    "60",
                                    "-H",
                                    "Host: a",
                                    "-o",
                                    got.toString(),
                                    url("/large"))
                            .succeeded()
                            .out();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Eventually.see(() -> Files.exists(got) && Files.size(got) > 100_000, there -> there);
        }
        gate("/large").countDown();
        second.join();

        assertThat(Files.readString(got)).isEqualTo("x".repeat(LARGE / 2) + "y".repeat(LARGE / 2));
        assertThat(asked("/large")).isEqualTo(1);
        assertThat(ask("/large").text()).hasSize(LARGE);
        assertThat(asked("/large")).isEqualTo(1);
    }

    @Test
    void whatHappensIsCounted() throws Exception {
        curl(url("/counted"));
        curl(url("/counted"));

        assertThat(telpher.metrics().sum("telpher_cache_requests_total")).isGreaterThanOrEqualTo(2);
        assertThat(telpher.metrics().sum("telpher_cache_saved_bytes_total")).isGreaterThanOrEqualTo(5);
        assertThat(telpher.metrics().sum("telpher_cache_entries")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void whatIsStoredStaysWhenTheConfigurationIsReloaded(@TempDir Path other) throws Exception {
        Path file = other.resolve("telpher.yaml");
        String yaml = """
                listeners: [{http: 0}]
                upstreams:
                  origin: {endpoints: [ORIGIN]}
                routes:
                  - match: {path: /**}
                    cache: {MORE}
                    to: origin
                """.replace("ORIGIN", origin.address());
        Files.writeString(file, yaml.replace("MORE", ""));
        try (RunningTelpher second = RunningTelpher.ofFile(other, file)) {
            RunningTelpher.get(second.url("/reloaded"));
            Files.writeString(file, yaml.replace("MORE", "class: api"));
            assertThat(second.reload().taken()).isTrue();

            assertThat(curl(second.url("/reloaded"))).contains("cache-status: telpher; hit");
            assertThat(second.logged("/reloaded").path("cache").asText()).isIn("miss", "hit");
            assertThat(RunningTelpher.get("-H", "Authorization: Bearer " + second.token(), second.adminUrl("/caches")))
                    .contains("\"name\":\"default\"", "\"entries\":1");
        }
        assertThat(asked("/reloaded")).isEqualTo(1);
    }

    @Test
    void overHttp2TheSameIsServed() throws Exception {
        curl("--http2-prior-knowledge", url("/two"));
        String hit = curl("--http2-prior-knowledge", url("/two"));

        assertThat(hit)
                .startsWith("HTTP/2 200")
                .contains("cache-status: telpher; hit")
                .endsWith("hello");
        assertThat(asked("/two")).isEqualTo(1);
    }

    @Test
    void whatTelpherAnswersItselfHasNoCacheStatus() throws Exception {
        for (String asked : List.of("/broken HTTP/1.1", "/none HTTP/1.1\r\nCache-Control: only-if-cached")) {
            try (RawClient client = telpher.connect()) {
                RawMessage answer = client.exchange("GET " + asked + "\r\nHost: a\r\n\r\n");
                assertThat(answer.status()).isEqualTo(asked.startsWith("/broken") ? 502 : 504);
                assertThat(answer.has("cache-status")).isFalse();
                assertThat(answer.first("proxy-status")).startsWith("telpher; error=");
            }
        }
    }
}
