package io.telpher.engines.redis;

import io.telpher.core.SharedStore;
import io.telpher.testkit.contract.SharedStoreContract;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class RedisStoreTest extends SharedStoreContract {
    private static RedisServers redis;
    private static RedisEngine one;
    private static RedisEngine two;

    RedisStoreTest(RedisServers.Kind kind) {}

    @BeforeParameterizedClassInvocation
    static void begin(RedisServers.Kind kind, @TempDir Path directory) throws Exception {
        redis = kind.start(directory);
        one = Engines.started(Engines.config(redis, Duration.ofSeconds(10)));
        two = Engines.started(Engines.config(redis, Duration.ofSeconds(10)));
    }

    @AfterParameterizedClassInvocation
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
