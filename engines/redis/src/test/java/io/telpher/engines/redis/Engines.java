package io.telpher.engines.redis;

import io.telpher.core.Endpoint;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.Eventually;
import io.telpher.testkit.RealRedis;
import io.telpher.testkit.RealRedisCluster;
import java.time.Duration;

/** Engines for tests. */
final class Engines {
    private Engines() {}

    static RedisConfig config(RealRedis redis, Duration timeout) {
        return RedisConfig.of(false, timeout, new Endpoint("127.0.0.1", redis.port()));
    }

    static RedisConfig config(RealRedisCluster cluster, Duration timeout) {
        Endpoint[] nodes = cluster.nodes().stream()
                .map(node -> new Endpoint("127.0.0.1", node.port()))
                .toArray(Endpoint[]::new);
        return RedisConfig.of(true, timeout, nodes);
    }

    /** One that has connected, topics included. */
    static RedisEngine started(RedisConfig config) throws Exception {
        return started(new RedisEngine("test", config, new RealTimers(), new Metrics()));
    }

    /** The same, connected. */
    static RedisEngine started(RedisEngine engine) throws Exception {
        engine.start();
        Eventually.see(engine::isConnected, connected -> connected);
        Eventually.see(
                () -> {
                    try {
                        engine.values().follow("begun", message -> {}).close();
                        return true;
                    } catch (io.telpher.core.Failure failure) {
                        return false;
                    }
                },
                follows -> follows);
        return engine;
    }
}
