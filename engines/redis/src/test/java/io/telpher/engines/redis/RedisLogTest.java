package io.telpher.engines.redis;

import io.telpher.core.SharedLog;
import io.telpher.core.StoreLog;
import io.telpher.testkit.contract.SharedLogContract;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A log in a real Redis and a real Redis Cluster, as purges use it. */
@ParameterizedClass
@EnumSource
class RedisLogTest extends SharedLogContract {
    private static RedisServers redis;
    private static RedisEngine one;
    private static RedisEngine two;

    RedisLogTest(RedisServers.Kind kind) {}

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

    private static SharedLog log(RedisEngine engine, String name, int kept) {
        return new StoreLog(engine.values(), name, kept, TimeUnit.DAYS.toNanos(1));
    }

    @Override
    protected SharedLog log(String name) {
        return log(one, name, 1_000);
    }

    @Override
    protected SharedLog other(String name) {
        return log(two, name, 1_000);
    }

    @Override
    protected void forget(String name) throws Exception {
        log(one, name, 1).append(new byte[0]);
    }
}
