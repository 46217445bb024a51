package io.telpher.balance;

import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import io.telpher.core.Timers;
import io.telpher.core.metrics.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of its endpoints, keyed by identity: health by address, load by upstream and address. There is
 * one, and it outlives every configuration: an upstream that is built anew finds what its predecessor knew, because it
 * takes hold of it before the other lets go.
 */
public final class EndpointRegistry {
    private final Timers timers;
    private final Executor executor;
    private final Function<HealthConfig.Check, Probe> probes;
    private final Metrics metrics;
    private final Map<String, Shared<Health>> health = new HashMap<>();
    private final Map<CheckKey, Shared<HealthCheck>> checks = new HashMap<>();
    private final Map<LoadKey, Shared<Load>> loads = new HashMap<>();

    private record CheckKey(String address, HealthConfig config) {}

    private record LoadKey(String upstream, String address) {}

    /** A value and how many hold it. */
    private static final class Shared<T> {
        final T value;
        int holders;

        Shared(T value) {
            this.value = value;
        }
    }

    /**
     * Knows nothing yet.
     *
     * @param timers drives the checks
     * @param executor runs probes, which block: a virtual thread for each
     * @param probes how a question is asked
     * @param metrics where endpoints are counted
     */
    public EndpointRegistry(
            Timers timers, Executor executor, Function<HealthConfig.Check, Probe> probes, Metrics metrics) {
        this.timers = timers;
        this.executor = executor;
        this.probes = probes;
        this.metrics = metrics;
    }

    Timers timers() {
        return timers;
    }

    Metrics metrics() {
        return metrics;
    }

    /** Takes hold of an endpoint for an upstream and has it checked, if there is a check, until the hold is closed. */
    Hold hold(String upstream, Endpoint endpoint, @Nullable HealthConfig config) {
        HealthCheck fresh = null;
        Hold hold;
        synchronized (this) {
            String address = endpoint.address();
            Health truth = take(health, address, () -> new Health(address));
            Load load = take(loads, new LoadKey(upstream, address), () -> new Load(metrics, upstream, address));
            if (config != null) {
                boolean known = checks.containsKey(new CheckKey(address, config));
                HealthCheck check = take(checks, new CheckKey(address, config), () -> check(endpoint, config, truth));
                fresh = known ? null : check;
            }
            hold = new Hold(upstream, address, config, load, truth);
        }
        if (fresh != null) {
            fresh.start();
        }
        return hold;
    }

    private HealthCheck check(Endpoint endpoint, HealthConfig config, Health truth) {
        return new HealthCheck(endpoint, config, probes.apply(config.check()), truth, timers, executor);
    }

    private static <K, T> T take(Map<K, Shared<T>> all, K key, Supplier<T> make) {
        Shared<T> shared = all.computeIfAbsent(key, _ -> new Shared<>(make.get()));
        shared.holders++;
        return shared.value;
    }

    /** Lets go. @return the value if nobody holds it any more */
    private static <K, T> @Nullable T leave(Map<K, Shared<T>> all, K key) {
        Shared<T> shared = all.get(key);
        if (shared == null || --shared.holders > 0) {
            return null;
        }
        all.remove(key);
        return shared.value;
    }

    private synchronized void release(Hold hold) {
        if (hold.config != null) {
            HealthCheck check = leave(checks, new CheckKey(hold.address, hold.config));
            if (check != null) {
                check.close();
            }
        }
        leave(health, hold.address);
        if (leave(loads, new LoadKey(hold.upstream, hold.address)) != null) {
            EndpointMetrics.forget(metrics, hold.upstream, hold.address);
        }
    }

    /** What an upstream knows of one endpoint, until it is closed. */
    final class Hold implements AutoCloseable {
        private final String upstream;
        private final String address;
        private final @Nullable HealthConfig config;
        private final Health.Listener gauge;
        final Load load;
        final Health health;
        private boolean closed;

        private Hold(String upstream, String address, @Nullable HealthConfig config, Load load, Health health) {
            this.upstream = upstream;
            this.address = address;
            this.config = config;
            this.load = load;
            this.health = health;
            this.gauge = load::show;
            health.follow(gauge);
        }

        @Override
        public void close() {
            synchronized (EndpointRegistry.this) {
                if (closed) {
                    return;
                }
                closed = true;
                health.unfollow(gauge);
                release(this);
            }
        }
    }
}
