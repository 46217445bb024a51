package io.telpher.cache.store.shared;

import io.telpher.cache.store.StoreContract;
import io.telpher.core.SharedObjects;
import io.telpher.core.Ticker;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store passes, of one that has to do with rooms of a real Redis. */
abstract class RedisContract extends StoreContract {
    @TempDir
    static Path servers;

    private static RedisServers redis;
    private static RedisEngine engine;

    /** Starts what the rooms are in. */
    RedisServers start(Path directory) throws Exception {
        return RealRedis.start(directory);
    }

    /** Started by the first test of a class. */
    final RedisEngine engine() throws Exception {
        if (engine == null) {
            redis = start(servers);
            engine = RedisRooms.engine(redis, Duration.ofSeconds(30));
        }
        return engine;
    }

    @AfterAll
    static void end() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
        if (redis != null) {
            redis.close();
            redis = null;
        }
    }

    /** What redis-cli prints, asked of the server that has a room. */
    static String cli(String room, String... command) throws InterruptedException {
        return redis.primaryOf("{objects:" + room + "}").cli(command);
    }

    /** A store in a room, in which somebody has looked already, as whoever stores has. */
    static ObjectStore in(SharedObjects objects, LongSupplier millis, Ticker ticker, ObjectEvents events) {
        ObjectStore made =
                new ObjectStore(objects, BYTES_MAX, (int) ENTRY_BYTES_MAX, millis, ticker, RedisRooms::id, events);
        made.find(key("/"));
        return made;
    }
}
