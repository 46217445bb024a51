package io.telpher.app.e2e;

import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;

/** By the Redis by which they fetch together too. */
class PurgesOnRedisTest extends PurgesTogether {
    private RedisServers redis;

    @Override
    String carrier(Path folder, RedisServers redis) {
        this.redis = redis;
        return "purges: {store: shared}\n";
    }

    @Override
    void kill() throws Exception {
        redis.kill();
    }

    @Override
    void close() {}
}
