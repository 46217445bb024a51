package io.telpher.engines.redis;

import io.telpher.core.Endpoint;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.time.Duration;

/** Engines for tests. */
final class Engines {
    private Engines() {}

    static RedisConfig config(RedisServers redis, Duration timeout) {
        Endpoint[] nodes = redis.nodes().stream()
                .map(node -> new Endpoint("127.0.0.1", node.port()))
                .toArray(Endpoint[]::new);
        return RedisConfig.of(redis instanceof RealRedisCluster, timeout, nodes);
    }

    /** One that has connected, topics included. */
    static RedisEngine started(RedisConfig config) throws Exception {
        return started(new RedisEngine("test", config, new RealTimers(), new Metrics()));
    }

    /** The same, connected. */
    static RedisEngine started(RedisEngine engine) throws Exception {
        engine.start();
        Eventually.see(engine::isConnected, connected -> connected);
        engine.values().follow("begun", message -> {}).close();
        return engine;
    }
}
