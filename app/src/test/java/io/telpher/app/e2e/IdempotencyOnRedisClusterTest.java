package io.telpher.app.e2e;

import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;

/** Two processes of Telpher that share keys on a Redis Cluster. */
class IdempotencyOnRedisClusterTest extends IdempotencyOnRedisTest {
    @Override
    RedisServers servers(Path directory) throws Exception {
        return RealRedisCluster.start(directory, 3);
    }
}
