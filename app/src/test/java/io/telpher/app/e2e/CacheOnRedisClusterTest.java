package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two processes of Telpher that keep responses together in a Redis Cluster whose primaries have replicas. */
class CacheOnRedisClusterTest extends CacheOnRedisTest {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private RealRedisCluster cluster;

    @Override
    RedisServers servers(Path directory) throws Exception {
        cluster = RealRedisCluster.start(directory, 3, 1);
        return cluster;
    }

    /** One whose room is at another server than that of {@code default}. */
    @Override
    String second() throws InterruptedException {
        RealRedis first = cluster.primaryOf(ROOM);
        for (int i = 0; ; i++) {
            String name = "cache" + i;
            if (cluster.primaryOf("{objects:" + name + "}") != first) {
                return name;
            }
        }
    }

    /** Asks for what nobody has until the cache has looked for it where nodes share. */
    private static void looks(TelpherProcess node) throws Exception {
        double before = node.metrics().sum("telpher_cache_shared_total", "outcome=\"missed\"");
        Eventually.see(
                () -> {
                    ask(node, "/look" + NEXT.incrementAndGet());
                    return node.metrics().sum("telpher_cache_shared_total", "outcome=\"missed\"");
                },
                count -> count > before);
    }

    @Test
    void aReplicaThatTakesOverAnswersWithWhatItsPrimaryHad() throws Exception {
        ask(one, "/a");
        ask(one, "/b");
        stored(one, 2);
        RealRedis dead = cluster.primaryOf(ROOM);
        Eventually.see(() -> dead.cli("info", "replication"), CacheOnRedisClusterTest::replicated);
        dead.kill();
        Eventually.see(
                () -> cluster.nodes().stream()
                        .filter(node -> node != dead && primary(node))
                        .count(),
                count -> count == 3);

        looks(two);
        assertThat(ask(two, "/a")).isEqualTo("1 hit");
        looks(one);
        assertThat(purge(one, "{\"tag\": \"news\"}")).contains("\"shared\":\"purged\"");
        assertThat(ask(two, "/b")).doesNotEndWith("hit");
    }

    private static boolean primary(RealRedis node) {
        try {
            return node.cli("info", "replication").contains("role:master");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code slave0:ip=...,offset=15} and {@code master_repl_offset:15}. */
    private static boolean replicated(String text) {
        String offset = text.lines()
                .filter(line -> line.startsWith("master_repl_offset:"))
                .findFirst()
                .orElseThrow()
                .split(":")[1]
                .strip();
        return text.contains("offset=" + offset + ",");
    }

    @Test
    void aServerThatHangsTroublesNobodyAndIsNotMissedByCachesThatAreElsewhere() throws Exception {
        ask(one, "/a");
        ask(one, "/second/a");
        stored(one, 2);
        RealRedis hung = cluster.primaryOf(ROOM);
        Tool.run("kill", "-STOP", Long.toString(hung.process().pid())).succeeded();
        try {
            assertThat(ask(two, "/second/a")).isEqualTo("2 hit");
            ask(two, "/a"); // by its origin, or by a replica that has taken over
        } finally {
            Tool.run("kill", "-CONT", Long.toString(hung.process().pid())).succeeded();
        }
    }
}
