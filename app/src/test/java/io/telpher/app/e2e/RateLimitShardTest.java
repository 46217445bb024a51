package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients see while one shard of a Redis Cluster that has their limits is killed, or hangs: what was declared for those who
 * are counted there, nothing for the others. The outcome is printed as a table.
 */
@Tag("slow")
class RateLimitShardTest {
    private static final int USERS = 30;

    @TempDir
    private Path folder;

    private final StringBuilder table = new StringBuilder();

    private TelpherProcess telpher(RealRedisCluster cluster, String timeout) throws Exception {
        return TelpherProcess.start(
                folder, "telpher", """
                listeners: [{http: "127.0.0.1:PORT"}]
                stores: {shared: {redis: [REDIS], cluster: true, timeout: TIMEOUT, connect-timeout: 5s}}
                routes:
                  - match: {path: /closed}
                    rate-limit: {name: closed, per: "header:X-User", limit: 100/day, store: shared, on-failure: closed}
                    respond: {status: 200, body: fine}
                  - match: {path: /open}
                    rate-limit: {name: open, per: "header:X-User", limit: 100/day, store: shared}
                    respond: {status: 200, body: fine}
                """.replace("REDIS", cluster.addresses()).replace("TIMEOUT", timeout));
    }

    /** By status, how many users are answered so, each asking once. */
    private static Map<Integer, Integer> seen(TelpherProcess telpher, String path) throws Exception {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int user = 0; user < USERS; user++) {
            counts.merge(RunningTelpher.status("-H", "X-User: " + user, telpher.url(path)), 1, Integer::sum);
        }
        return counts;
    }

    private void judge(TelpherProcess telpher, String trouble, Map<Integer, Integer> closed) throws Exception {
        Map<Integer, Integer> open = seen(telpher, "/open");
        Map<Integer, Integer> shut = seen(telpher, "/closed");
        table.append("%-24s %-44s %s%n".formatted(trouble, "on-failure: open: 200 only", open));
        table.append("%-24s %-44s %s%n".formatted(trouble, "on-failure: closed: " + closed, shut));
        assertThat(open).as(table.toString()).isEqualTo(Map.of(200, USERS));
        assertThat(shut).as(table.toString()).isEqualTo(closed);
    }

    @Test
    void onlyThoseWhoAreCountedOnADeadShardSeeThatItIsDead() throws Exception {
        table.append("%-24s %-44s %s%n".formatted("trouble", "promised", "seen"));
        try (RealRedisCluster cluster = RealRedisCluster.start(folder, 3);
                TelpherProcess telpher = telpher(cluster, "5s")) {
            Eventually.see(() -> seen(telpher, "/closed"), counts -> counts.equals(Map.of(200, USERS)));
            RealRedis shard = cluster.nodes().getFirst();
            int there = shard.cli("--scan", "--pattern", "*closed*").split("\n").length;
            assertThat(there).isBetween(1, USERS - 1);
            judge(telpher, "none", Map.of(200, USERS));

            shard.kill();
            Map<Integer, Integer> promised = Map.of(200, USERS - there, 429, there);
            Eventually.see(() -> seen(telpher, "/closed"), promised::equals);
            judge(telpher, "one shard of three killed", promised);

            shard.again();
            Eventually.see(() -> seen(telpher, "/closed"), counts -> counts.equals(Map.of(200, USERS)));
            judge(telpher, "the shard is back", Map.of(200, USERS));
        } finally {
            System.out.println(table);
        }
    }

    @Test
    void onlyThoseWhoAreCountedOnAShardThatHangsSeeThatItHangs() throws Exception {
        table.append("%-24s %-44s %s%n".formatted("trouble", "promised", "seen"));
        try (RealRedisCluster cluster = RealRedisCluster.start(folder, 3);
                TelpherProcess telpher = telpher(cluster, "2s")) {
            Eventually.see(() -> seen(telpher, "/closed"), counts -> counts.equals(Map.of(200, USERS)));
            RealRedis shard = cluster.nodes().getFirst();
            int there = shard.cli("--scan", "--pattern", "*closed*").split("\n").length;
            assertThat(there).isBetween(1, USERS - 1);

            signal(shard, "STOP");
            try {
                judge(telpher, "one of three hangs", Map.of(200, USERS - there, 429, there));
            } finally {
                signal(shard, "CONT");
            }
            Eventually.see(() -> seen(telpher, "/closed"), counts -> counts.equals(Map.of(200, USERS)));
        } finally {
            System.out.println(table);
        }
    }

    private static void signal(RealRedis redis, String name) throws Exception {
        Tool.run("kill", "-" + name, Long.toString(redis.process().pid())).succeeded();
    }
}
