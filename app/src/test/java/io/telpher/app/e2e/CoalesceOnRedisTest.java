package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** Identical requests to two processes of Telpher that share a real Redis. The origin answers when the test lets it. */
@Tag("slow")
class CoalesceOnRedisTest {
    static final int EACH = 10;

    @TempDir
    private Path folder;

    private final ConcurrentHashMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private RawOrigin origin;
    RedisServers redis;
    TelpherProcess one;
    TelpherProcess other;

    RedisServers servers(Path directory) throws Exception {
        return RealRedis.start(directory);
    }

    @BeforeEach
    void start() throws Exception {
        redis = servers(folder);
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split(" ")[1];
            asked.computeIfAbsent(path, key -> new AtomicInteger()).incrementAndGet();
            goOn.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nreply");
        });
        one = telpher("one");
        other = telpher("other");
    }

    @AfterEach
    void stop() throws Exception {
        goOn.countDown();
        for (AutoCloseable each : new AutoCloseable[] {one, other, origin, redis, clients}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private TelpherProcess telpher(String name) throws Exception {
        TelpherProcess telpher = TelpherProcess.start(
                folder, name, """
                listeners: [{http: "127.0.0.1:PORT"}]
                stores: {shared: {REDIS, timeout: 10s, connect-timeout: 10s}}
                upstreams: {trends: {endpoints: [ORIGIN]}}
                routes:
                  - match: {path: /trends/**}
                    coalesce: {store: shared, wait: 20s}
                    to: trends
                """.replace("REDIS", redis.keys()).replace("ORIGIN", origin.address()));
        telpher.awaitStores();
        return telpher;
    }

    int asked(String path) {
        return asked.getOrDefault(path, new AtomicInteger()).get();
    }

    /** Has many ask a process by curl, and returns when it has all of them. */
    List<Future<Tool.Result>> ask(TelpherProcess telpher, String path) throws Exception {
        List<Future<Tool.Result>> answers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            // The host that both are asked for is the same, so what they are asked is.
            answers.add(clients.submit(() -> RunningTelpher.curl(
                    "-w", " %{http_code}", "-m", "60", "-H", "Host: trends.example", telpher.url(path))));
        }
        Eventually.see(() -> telpher.metrics().sum("telpher_http_requests_in_flight"), open -> open >= EACH);
        return answers;
    }

    /** The server at which something is, once it is: those of a cluster know each of theirs only. */
    private RealRedis where(String... question) throws Exception {
        return Eventually.see(
                        () -> {
                            for (RealRedis node : redis.nodes()) {
                                if (!node.cli(question).isBlank()) {
                                    return Optional.of(node);
                                }
                            }
                            return Optional.<RealRedis>empty();
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until a process waits for what another one leads. @return the server that will tell it */
    RealRedis awaitFollower() throws Exception {
        return where("pubsub", "channels", "*coalesce:*");
    }

    /** The server that knows who leads. */
    RealRedis whoLeads() throws Exception {
        return where("--scan", "--pattern", "*coalesce:*");
    }

    static void answered(List<Future<Tool.Result>> answers) throws Exception {
        for (Future<Tool.Result> answer : answers) {
            assertThat(answer.get().out()).isEqualTo("reply 200");
        }
    }

    @Test
    void manyIdenticalRequestsToBothAreOneAtTheOrigin() throws Exception {
        List<Future<Tool.Result>> here = ask(one, "/trends/a");
        List<Future<Tool.Result>> there = ask(other, "/trends/a");
        awaitFollower();
        goOn.countDown();
        answered(here);
        answered(there);
        assertThat(asked("/trends/a")).isEqualTo(1);
        assertThat(one.metrics().sum("telpher_coalesced_across_total", "role=\"led\""))
                .isEqualTo(1);
        assertThat(other.metrics().sum("telpher_coalesced_across_total", "role=\"joined\""))
                .isEqualTo(1);
    }

    @Test
    void whenTheProcessThatLeadsIsKilledTheOthersAreAnswered() throws Exception {
        ask(one, "/trends/b");
        Eventually.see(() -> asked("/trends/b"), count -> count == 1);
        List<Future<Tool.Result>> there = ask(other, "/trends/b");
        awaitFollower();
        one.process().kill();
        Eventually.see(() -> asked("/trends/b"), count -> count == 2); // when the lease of the dead one has ended
        goOn.countDown();
        answered(there);
        assertThat(asked("/trends/b"))
                .as("those who had waited long enough as the lease ended ask for themselves")
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void whenRedisIsKilledEachProcessAsksForItself() throws Exception {
        redis.kill();
        List<Future<Tool.Result>> here = ask(one, "/trends/c");
        List<Future<Tool.Result>> there = ask(other, "/trends/c");
        Eventually.see(() -> asked("/trends/c"), count -> count == 2);
        goOn.countDown();
        answered(here);
        answered(there);
        assertThat(asked("/trends/c")).isEqualTo(2);
        assertThat(other.metrics().sum("telpher_coalesce_store_away_total")).isGreaterThanOrEqualTo(1);
    }
}
