package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two edges, two regions and an origin that counts: caches that ask caches, each a process of its own. */
@Tag("slow")
class ThreeTiersTest {
    /** By each edge, all at the same time: so many connections with so many streams. */
    private static final int CONNECTIONS = 50;

    private static final int STREAMS = 100;
    private static final int CLIENTS = CONNECTIONS * STREAMS;

    /** What clients ask for, whichever edge they come to: it is in all keys. */
    private static final String SITE = "http://www.example.org";

    private static final String REGION = """
            listeners: [{http: 127.0.0.1:PORT}]
            upstreams:
              origin: {endpoints: [ORIGIN]}
            routes:
              - match: {path: /**}
                cache: {wait: 5m}
                to: origin
            """;

    private static final String EDGE = """
            listeners: [{http: 127.0.0.1:PORT}]
            upstreams:
              regions:
                endpoints: [ONE, TWO]
                balance: {consistent-hash: {on: url, bounded-load: off}}
            routes:
              - match: {path: /**}
                retry: {}
                cache: {wait: 5m}
                to: regions
            """;

    @TempDir
    private Path folder;

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final CountDownLatch cold = new CountDownLatch(1);
    private final List<TelpherProcess> regions = new ArrayList<>();
    private final List<TelpherProcess> edges = new ArrayList<>();
    private RawOrigin origin;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split(" ", -1)[1];
            asked.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
            if (path.equals("/cold")) {
                cold.await();
            }
            String control = path.equals("/short") ? "max-age=1, stale-if-error=600" : "max-age=600";
            connection.send("HTTP/1.1 200 OK\r\nCache-Control: " + control + "\r\nContent-Length: 5\r\n\r\nhello");
        });
        for (String name : List.of("one", "two")) {
            regions.add(TelpherProcess.start(folder, name, REGION.replace("ORIGIN", origin.address())));
        }
        for (String name : List.of("east", "west")) {
            edges.add(TelpherProcess.start(
                    folder,
                    name,
                    EDGE.replace("ONE", regions.get(0).address())
                            .replace("TWO", regions.get(1).address())));
        }
    }

    @AfterEach
    void stop() throws IOException {
        edges.forEach(TelpherProcess::close);
        regions.forEach(TelpherProcess::close);
        origin.close();
    }

    private static String get(TelpherProcess from, String path) {
        try {
            String to = "::" + from.address();
            return Tool.run("curl", "-sS", "-i", "--max-time", "60", "--connect-to", to, SITE + path)
                    .out();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String load(TelpherProcess edge) throws InterruptedException {
        return Tool.run(
                        "h2load",
                        "-n" + CLIENTS,
                        "-c" + CONNECTIONS,
                        "-m" + STREAMS,
                        "-t1",
                        "--connect-to=" + edge.address(),
                        SITE + "/cold")
                .succeeded()
                .out();
    }

    private double inFlight() throws InterruptedException {
        double sum = 0;
        for (TelpherProcess edge : edges) {
            sum += edge.metrics().sum("telpher_http_requests_in_flight");
        }
        return sum;
    }

    private int asked(String path) {
        return asked.getOrDefault(path, new AtomicInteger()).get();
    }

    @Test
    void tenThousandClientsOfAColdObjectAreOneRequestOfTheOrigins() throws Exception {
        List<Future<String>> loads = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            edges.forEach(edge -> loads.add(threads.submit(() -> load(edge))));
            Eventually.see(this::inFlight, sum -> sum >= 2 * CLIENTS);
            cold.countDown();
            for (Future<String> load : loads) {
                assertThat(load.get()).contains("status codes: " + CLIENTS + " 2xx, 0 3xx, 0 4xx, 0 5xx");
            }
        }
        assertThat(asked("/cold")).isEqualTo(1);
    }

    @Test
    void eachTierThatIsAskedSaysWhatItDid() throws Exception {
        String first = get(edges.getFirst(), "/told");
        String second = get(edges.getLast(), "/told");
        String third = get(edges.getLast(), "/told");
        assertThat(first).containsPattern("cache-status: telpher; fwd=uri-miss[^,\r]*, telpher; fwd=uri-miss");
        assertThat(second).containsPattern("cache-status: telpher; hit[^,\r]*, telpher; fwd=uri-miss");
        // what the region said then stays with what the edge has stored (RFC 9211 section 2)
        assertThat(third).containsPattern("cache-status: telpher; hit[^,\r]*, telpher; hit[^,\r]*\r");
    }

    @Test
    void withoutItsOriginWhatIsStaleIsServed() throws Exception {
        for (TelpherProcess edge : edges) {
            assertThat(get(edge, "/short")).startsWith("HTTP/1.1 200");
        }
        origin.close();
        for (TelpherProcess edge : edges) {
            String stale = Eventually.see(() -> get(edge, "/short"), answer -> answer.contains("fwd=stale"));
            assertThat(stale).startsWith("HTTP/1.1 200").endsWith("hello");
        }
        assertThat(get(edges.getFirst(), "/never")).startsWith("HTTP/1.1 50");
    }

    @Test
    void theKeysOfARegionThatDiesMoveToTheOther() throws Exception {
        for (int i = 0; i < 20; i++) {
            for (TelpherProcess edge : edges) {
                assertThat(get(edge, "/before/" + i)).startsWith("HTTP/1.1 200");
            }
            assertThat(asked("/before/" + i)).as("both edges ask one region").isEqualTo(1);
        }
        for (TelpherProcess region : regions) {
            assertThat(region.metrics().sum("telpher_cache_entries"))
                    .as("each region has a part")
                    .isPositive();
        }
        regions.getFirst().close();
        for (int i = 0; i < 20; i++) {
            for (TelpherProcess edge : edges) {
                assertThat(get(edge, "/after/" + i)).startsWith("HTTP/1.1 200");
            }
            assertThat(asked("/after/" + i)).isEqualTo(1);
        }
    }

    @Test
    void cachesThatAskEachOtherInACircleSaySoAtOnce() throws Exception {
        String circle = REGION.replace("ORIGIN", "127.0.0.1:PORT");
        try (TelpherProcess self = TelpherProcess.start(folder, "circle", circle)) {
            assertThat(get(self, "/")).startsWith("HTTP/1.1 508");
        }
    }
}
