package io.telpher.cache.store.shared;

import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;

/** The store in a room of a real Redis Cluster. */
class ObjectStoreOnClusterTest extends ObjectStoreTest {
    @Override
    RedisServers start(Path directory) throws Exception {
        return RealRedisCluster.start(directory, 3);
    }
}
