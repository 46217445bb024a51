package io.telpher.engines.redis;

import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.contract.LimiterContract;
import io.telpher.testkit.server.RealRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RedisLimiterTest extends LimiterContract {
    private static final AtomicLong MICROS = new AtomicLong();
    private static RealRedis redis;
    private static RedisEngine engine;
    private static int count;

    @BeforeAll
    static void begin(@TempDir Path directory) throws Exception {
        redis = RealRedis.start(directory);
        engine = Engines.started(new RedisEngine(
                "test",
                Engines.config(redis, Duration.ofSeconds(10)).withOvershoot(0),
                new RealTimers(),
                new Metrics(),
                MICROS::get));
    }

    @AfterAll
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
