package io.telpher.testkit.server;

import java.nio.file.Path;
import java.util.List;

/** A Redis, or a Redis Cluster, of which a test wants the same. */
public sealed interface RedisServers extends AutoCloseable permits RealRedis, RealRedisCluster {
    /** What a test may want to be run on, for {@code @EnumSource}. */
    enum Kind {
        /** One server. */
        ALONE,
        /** A cluster of three. */
        CLUSTER;

        /** Starts one. */
        public RedisServers start(Path directory) throws Exception {
            return switch (this) {
                case ALONE -> RealRedis.start(directory);
                case CLUSTER -> RealRedisCluster.start(directory, 3);
            };
        }
    }

    /** All servers. */
    List<RealRedis> nodes();

    /** The keys of a store of Telpher's configuration that name it. */
    String keys();

    /** The server that has a key now. */
    RealRedis primaryOf(String key) throws InterruptedException;

    /** Ends all of them at once, as a crash would. */
    default void kill() throws InterruptedException {
        for (RealRedis node : nodes()) {
            node.kill();
        }
    }

    @Override
    void close();
}
