package io.telpher.app.e2e;

import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;

/** By a Redis Cluster. */
class PurgesOnRedisClusterTest extends PurgesOnRedisTest {
    @Override
    RedisServers servers(Path directory) throws Exception {
        return RealRedisCluster.start(directory, 3);
    }
}
