package io.telpher.cache.store.shared;

import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreContract;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.testkit.RealRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The store in a room of a real Redis. */
class ObjectStoreTest extends StoreContract {
    private static RealRedis redis;
    private static RedisEngine engine;

    @BeforeAll
    static void begin(@TempDir Path directory) throws Exception {
        redis = RealRedis.start(directory);
        engine = RedisRooms.engine(redis, Duration.ofSeconds(30));
    }

    @AfterAll
    static void end() {
        engine.close();
        redis.close();
    }

    @Override
    protected Store open() {
        ObjectStore made = new ObjectStore(
                engine.objects(RedisRooms.name(), BYTES_MAX),
                BYTES_MAX,
                (int) ENTRY_BYTES_MAX,
                RedisRooms.clock(NOW),
                RedisRooms.TIMERS,
                RedisRooms::id,
                ObjectEvents.NONE);
        made.find(key("/")); // whoever stores has looked before
        return made;
    }
}
