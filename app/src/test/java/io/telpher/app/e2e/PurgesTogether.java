package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of Telpher that purge their caches together, and fetch together by a real Redis. The origin's answer changes when the
 * test says so.
 */
@Tag("slow")
abstract class PurgesTogether {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path folder;

    private final AtomicInteger version = new AtomicInteger(1);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final List<TelpherProcess> nodes = new ArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private RawOrigin origin;
    private RedisServers redis;
    private String purges;

    RedisServers servers(Path directory) throws Exception {
        return RealRedis.start(directory);
    }

    /** Starts what they tell each other by, unless it is this Redis. @return the key {@code purges} */
    abstract String carrier(Path folder, RedisServers redis) throws Exception;

    /** Ends it at once, as a crash would. */
    abstract void kill() throws Exception;

    /** Ends it. */
    abstract void close() throws Exception;

    @BeforeEach
    void start() throws Exception {
        redis = servers(folder);
        purges = carrier(folder, redis);
        origin = RawOrigin.requests((request, connection) -> {
            int now = version.get();
            if (request.startLine().startsWith("GET /slow") && now == 2) {
                slow.countDown();
                answers.await();
            }
            connection.send(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nCache-Tag: news\r\nContent-Length: 2\r\n\r\nv"
                            + now);
        });
        for (String name : List.of("one", "two", "three")) {
            nodes.add(telpher(name));
        }
        for (TelpherProcess node : nodes) {
            // Not in doubt any more, and has stored something since.
            Eventually.see(() -> node.metrics().sum("telpher_cache_purges_doubt"), doubt -> doubt == 0);
            Eventually.see(() -> ask(node), "v1"::equals);
            Eventually.see(() -> node.metrics().sum("telpher_cache_entries"), entries -> entries == 1);
        }
        version.incrementAndGet();
    }

    @AfterEach
    void stop() throws Exception {
        for (TelpherProcess node : nodes) {
            node.close();
        }
        clients.close();
        origin.close();
        close();
        redis.close();
    }

    private TelpherProcess telpher(String name) throws Exception {
        return TelpherProcess.start(
                folder, name, """
                listeners: [{http: "127.0.0.1:PORT"}]
                stores: {shared: {REDIS, timeout: 10s, connect-timeout: 10s}}
                upstreams: {site: {endpoints: [ORIGIN]}}
                routes:
                  - {match: {path: /**}, cache: {store: shared, wait: 1m}, to: site}
                """.replace("REDIS", redis.keys()).replace("ORIGIN", origin.address()) + purges);
    }

    private static String ask(TelpherProcess node) throws InterruptedException {
        return ask(node, "/a");
    }

    private static String ask(TelpherProcess node, String path) throws InterruptedException {
        return RunningTelpher.get("-m", "60", "-H", "Host: news.example", node.url(path));
    }

    private static String purge(TelpherProcess node, String what) throws Exception {
        String token = Files.readString(node.state().resolve("admin-token")).strip();
        return RunningTelpher.curl(
                        "-m",
                        "60",
                        "-H",
                        "Authorization: Bearer " + token,
                        "-d",
                        what,
                        "http://127.0.0.1:" + node.adminPort() + "/cache/purge")
                .out();
    }

    /** Asks until a second after the purge is over. What is asked then is answered by the new version, however busy the machine is. */
    private void newWithinASecond(TelpherProcess node, long purgedNanos) throws Exception {
        while (true) {
            long asked = System.nanoTime();
            String answer = ask(node);
            if (asked - purgedNanos > SECOND) {
                assertThat(answer).isEqualTo("v" + version.get());
                return;
            }
        }
    }

    @Test
    void whatIsPurgedOnOneIsGoneOnAllWithinASecond() throws Exception {
        assertThat(purge(nodes.get(0), "{\"url\": \"http://news.example/a\"}"))
                .contains("\"entries\":1,\"nodes\":\"everywhere\"");
        long purged = System.nanoTime();
        assertThat(ask(nodes.get(0))).isEqualTo("v2");
        for (TelpherProcess node : nodes) {
            newWithinASecond(node, purged);
            Eventually.see(() -> node.metrics().sum("telpher_cache_entries"), entries -> entries == 1);
        }
        Eventually.see(
                () -> nodes.get(1).metrics().sum("telpher_cache_purges_total", "from=\"elsewhere\""),
                count -> count == 1);
    }

    @Test
    void whatARequestChangesOnOneIsGoneOnAllWithinASecondAndToldOnce() throws Exception {
        for (int time = 1; time <= 2; time++) {
            int count = time;
            for (TelpherProcess node : nodes) {
                ask(node); // so that it holds what will be old
            }
            version.incrementAndGet();
            RunningTelpher.get(
                    "-m",
                    "60",
                    "-H",
                    "Host: news.example",
                    "-d",
                    "x",
                    nodes.get(0).url("/a"));
            long changed = System.nanoTime();
            for (TelpherProcess node : nodes) {
                newWithinASecond(node, changed);
            }
            for (TelpherProcess node : nodes.subList(1, 3)) {
                Eventually.see(
                        () -> node.metrics().sum("telpher_cache_purges_total", "from=\"elsewhere\""),
                        sum -> sum == count);
                assertThat(node.metrics().sum("telpher_cache_purges_total", "from=\"changes\""))
                        .isZero();
            }
        }
        assertThat(nodes.get(0).metrics().sum("telpher_cache_purges_total", "from=\"changes\""))
                .isEqualTo(2);
        assertThat(nodes.get(0).metrics().sum("telpher_cache_purges_total", "from=\"elsewhere\""))
                .isZero();
    }

    @Test
    void whatOneNodeAskedForBeforeAPurgeIsForNoOtherThatAsksAfterIt() throws Exception {
        Future<String> before = clients.submit(() -> ask(nodes.get(0), "/slow"));
        slow.await();
        version.incrementAndGet();
        assertThat(purge(nodes.get(1), "{\"url\": \"http://news.example/slow\"}"))
                .contains("everywhere");
        assertThat(ask(nodes.get(1), "/slow")).isEqualTo("v3");
        Eventually.see(
                () -> nodes.get(2).metrics().sum("telpher_cache_purges_total", "from=\"elsewhere\""),
                count -> count == 1);
        assertThat(ask(nodes.get(2), "/slow")).isEqualTo("v3");
        answers.countDown();
        assertThat(before.get()).as("asked before").isEqualTo("v2");
        for (TelpherProcess node : nodes) {
            assertThat(ask(node, "/slow")).isEqualTo("v3");
        }
    }

    @Test
    void aProcessThatWasStoppedMeanwhileServesNothingThatWasPurged() throws Exception {
        TelpherProcess stopped = nodes.get(2);
        String pid = Long.toString(stopped.process().pid());
        Tool.run("kill", "-STOP", pid).succeeded();
        try {
            assertThat(purge(nodes.get(0), "{\"tag\": \"news\"}")).contains("everywhere");
            newWithinASecond(nodes.get(1), System.nanoTime());
            Future<String> answer = clients.submit(() -> ask(stopped)); // waits on its socket
            Tool.run("kill", "-CONT", pid).succeeded();
            assertThat(answer.get()).isEqualTo("v2");
        } finally {
            Tool.run("kill", "-CONT", pid);
        }
    }

    @Test
    void aProcessThatIsKilledDuringThePurgeServesNothingThatWasPurgedWhenItIsBack() throws Exception {
        Future<String> purged = clients.submit(() -> purge(nodes.get(0), "{\"prefix\": \"http://news.example/\"}"));
        nodes.get(2).process().kill();
        assertThat(purged.get()).contains("everywhere");
        TelpherProcess back = telpher("three"); // in the same state directory
        nodes.set(2, back);
        assertThat(ask(back)).isEqualTo("v2");
        newWithinASecond(nodes.get(1), System.nanoTime());
    }

    @Test
    void withoutThatAPurgeActsHereAndTheOthersTrustNothing() throws Exception {
        kill();
        assertThat(purge(nodes.get(0), "{\"all\": true}")).contains("\"nodes\":\"later\"");
        assertThat(ask(nodes.get(0))).isEqualTo("v2");
        Eventually.see(() -> nodes.get(1).metrics().sum("telpher_cache_purges_doubt"), doubt -> doubt == 1);
        assertThat(ask(nodes.get(1))).as("its origin is asked").isEqualTo("v2");
        assertThat(nodes.get(0).metrics().sum("telpher_cache_purges_pending")).isEqualTo(1);
    }
}
