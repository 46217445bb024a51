package io.telpher.examples.aside;

import io.telpher.core.Endpoint;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.redis.RedisConfig;
import io.telpher.engines.redis.RedisEngine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Two nodes with one database and one Redis: what one has loaded or changed the other has.
 *
 * <pre>java io.telpher.examples.aside.CacheAside 127.0.0.1 6379</pre>
 */
public final class CacheAside {
    private CacheAside() {}

    /** Shows a miss, a hit on the other node, a change there and what the first one sees of it. */
    public static void main(String[] args) throws Exception {
        Endpoint redis = new Endpoint(args[0], Integer.parseInt(args[1]));
        SystemTimers timers = new SystemTimers();
        RedisConfig config = RedisConfig.of(false, Duration.ofSeconds(1), redis);
        try (RedisEngine engine = new RedisEngine("prices", config, timers, new Metrics())) {
            engine.start();
            while (!engine.isConnected()) {
                new Waiter(timers).sleep(10_000_000);
            }
            Map<String, String> database = new ConcurrentHashMap<>(Map.of("tea", "3.20"));
            Prices one = new Prices(database, engine.values(), timers);
            Prices two = new Prices(database, engine.values(), timers);
            System.out.println("one reads " + one.price("tea"));
            System.out.println("two reads " + two.price("tea"));
            two.change("tea", "3.50");
            System.out.println("one reads " + one.price("tea"));
        }
    }
}
