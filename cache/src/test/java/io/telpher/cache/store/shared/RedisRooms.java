package io.telpher.cache.store.shared;

import io.telpher.core.Endpoint;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.redis.RedisConfig;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Rooms of a real Redis, and stores in them. */
final class RedisRooms {
    private static final AtomicLong COUNT = new AtomicLong();

    private RedisRooms() {}

    /** Real time, which real servers live in. */
    static final Timers TIMERS = new Timers() {
        private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory());

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            Future<?> scheduled = scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    static RedisEngine engine(RedisServers redis, Duration timeout) throws Exception {
        Endpoint[] nodes = redis.nodes().stream()
                .map(node -> new Endpoint("127.0.0.1", node.port()))
                .toArray(Endpoint[]::new);
        RedisEngine engine =
                new RedisEngine("test", RedisConfig.of(nodes.length > 1, timeout, nodes), TIMERS, new Metrics());
        engine.start();
        Eventually.see(engine::isConnected, connected -> connected);
        return engine;
    }

    /** A name that no other test has used. */
    static String name() {
        return "room" + COUNT.incrementAndGet();
    }

    static String id() {
        return "id" + COUNT.incrementAndGet();
    }

    /** A clock that shows a time now. */
    static LongSupplier clock(long startMillis) {
        long began = System.nanoTime();
        return () -> startMillis + (System.nanoTime() - began) / 1_000_000;
    }
}
