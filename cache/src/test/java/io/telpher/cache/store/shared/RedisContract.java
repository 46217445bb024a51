package io.telpher.cache.store.shared;

import io.telpher.cache.store.StoreContract;
import io.telpher.core.SharedObjects;
import io.telpher.core.Ticker;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.testkit.RealRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store passes, of one that has to do with rooms of a real Redis. */
abstract class RedisContract extends StoreContract {
    static RealRedis redis;
    static RedisEngine engine;

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

    /** A store in a room, in which somebody has looked already, as whoever stores has. */
    static ObjectStore in(SharedObjects objects, LongSupplier millis, Ticker ticker, ObjectEvents events) {
        ObjectStore made =
                new ObjectStore(objects, BYTES_MAX, (int) ENTRY_BYTES_MAX, millis, ticker, RedisRooms::id, events);
        made.find(key("/"));
        return made;
    }
}
