package io.telpher.cache.store.shared;

import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Nodes that share a room of a real Redis Cluster. */
@Tag("slow")
class SharedTiersOnClusterTest extends SharedTiersTest {
    @Override
    RedisServers start(Path directory) throws Exception {
        return RealRedisCluster.start(directory, 3);
    }
}
