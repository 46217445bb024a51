package io.telpher.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealRedisTest {
    @TempDir
    Path directory;

    @Test
    void aServerKeepsValuesUntilItIsKilledAndComesBackEmpty() throws Exception {
        try (RealRedis redis = RealRedis.start(directory)) {
            assertThat(redis.cli("set", "a", "1")).isEqualTo("OK");
            assertThat(redis.cli("get", "a")).isEqualTo("1");

            redis.kill();
            redis.again();
            assertThat(redis.cli("get", "a")).isEmpty();
        }
    }

    @Test
    void aClusterHasAPrimaryForEachKey() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(directory, 3)) {
            RealRedis primary = cluster.primaryOf("a");

            assertThat(primary.cli("set", "a", "1")).isEqualTo("OK");
            assertThat(cluster.nodes())
                    .filteredOn(node -> node != primary)
                    .hasSize(2)
                    .allSatisfy(node -> assertThat(node.cli("get", "a")).startsWith("MOVED"));
        }
    }
}
