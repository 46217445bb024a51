package io.telpher.engines.redis;

import io.telpher.core.Endpoint;
import io.telpher.core.SharedStore;
import io.telpher.testkit.contract.SharedStoreContract;
import io.telpher.testkit.server.RealRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisStoreTest extends SharedStoreContract {
    private static RealRedis redis;
    private static RedisEngine one;
    private static RedisEngine two;

    @BeforeAll
    static void begin(@TempDir Path directory) throws Exception {
        redis = RealRedis.start(directory);
        RedisConfig config = RedisConfig.of(false, Duration.ofSeconds(10), new Endpoint("127.0.0.1", redis.port()));
        one = Engines.started(config);
        two = Engines.started(config);
    }

    @AfterAll
    static void end() {
        one.close();
        two.close();
        redis.close();
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
