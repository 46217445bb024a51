package io.telpher.engines.redis;

import io.telpher.core.SharedStore;
import io.telpher.testkit.contract.SharedStoreContract;
import io.telpher.testkit.server.RealRedisCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisClusterStoreTest extends SharedStoreContract {
    private static RealRedisCluster cluster;
    private static RedisEngine one;
    private static RedisEngine two;

    @BeforeAll
    static void begin(@TempDir Path directory) throws Exception {
        cluster = RealRedisCluster.start(directory, 3);
        one = Engines.started(Engines.config(cluster, Duration.ofSeconds(10)));
        two = Engines.started(Engines.config(cluster, Duration.ofSeconds(10)));
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        cluster.close();
    }

    @Override
    protected SharedStore store() {
        return one.values();
    }

    @Override
    protected SharedStore other() {
        return two.values();
    }
}
