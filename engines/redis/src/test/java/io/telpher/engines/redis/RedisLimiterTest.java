package io.telpher.engines.redis;

import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.contract.LimiterContract;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class RedisLimiterTest extends LimiterContract {
    private static final AtomicLong MICROS = new AtomicLong();
    private static RedisServers redis;
    private static RedisEngine engine;
    private static int count;

    RedisLimiterTest(RedisServers.Kind kind) {}

    @BeforeParameterizedClassInvocation
    static void begin(RedisServers.Kind kind, @TempDir Path directory) throws Exception {
        redis = kind.start(directory);
        engine = Engines.started(new RedisEngine(
                "test",
                Engines.config(redis, Duration.ofSeconds(10)).withOvershoot(0),
                new RealTimers(),
                new Metrics(),
                MICROS::get));
    }

    @AfterParameterizedClassInvocation
    static void end() {
        engine.close();
        redis.close();
    }

    @BeforeEach
    void beginMinute() {
        count++;
        MICROS.set(30_000_000L * 60_000_000L);
    }

    @Override
    protected Limiter limiter() {
        return engine.limits();
    }

    @Override
    protected void pass(Duration time) {
        MICROS.addAndGet(Math.ceilDiv(time.toNanos(), 1000));
    }

    @Override
    protected String prefix() {
        return "contract" + count + "-";
    }
}
