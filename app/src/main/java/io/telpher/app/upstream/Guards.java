package io.telpher.app.upstream;

import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.resilience.breaker.Breaker;
import io.telpher.resilience.breaker.BreakerConfig;
import io.telpher.resilience.breaker.BreakerFilter;
import io.telpher.resilience.bulkhead.Bulkhead;
import io.telpher.resilience.bulkhead.BulkheadConfig;
import io.telpher.resilience.bulkhead.BulkheadFilter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The guards of one upstream, for any protocol: around the upstream as a whole, and around the way to each of its
 * endpoints. What is refused costs least: first what is of low priority while the process runs short, then what an open
 * breaker refuses, and only then is a place taken or waited for.
 */
final class Guards<Q, R> implements AutoCloseable {
    private static final long COME_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    private final String upstream;
    private final GuardConfig config;
    private final Traits<Q, R> traits;
    private final GuardRegistry registry;
    private final GuardRegistry.@Nullable Broken breaker;
    private final GuardRegistry.@Nullable Bounded bulkhead;
    private final Map<String, GuardedWay<Q, R>> ways = new ConcurrentHashMap<>();

    Guards(String upstream, GuardConfig config, Traits<Q, R> traits, GuardRegistry registry) {
        this.upstream = upstream;
        this.config = config;
        this.traits = traits;
        this.registry = registry;
        BreakerConfig breaks = config.breaker();
        BulkheadConfig bounds = config.bulkhead();
        this.breaker = breaks == null ? null : registry.take(whole(), breaks);
        this.bulkhead = bounds == null ? null : registry.take(upstream, bounds);
    }

    private GuardRegistry.Whom whole() {
        return new GuardRegistry.Whom(upstream, null);
    }

    /** The guards around the whole upstream. */
    Service<Q, R> around(Service<Q, R> service) {
        Service<Q, R> bounded = bulkhead == null
                ? service
                : new BulkheadFilter<>(bulkhead.told().name(), bulkhead.bulkhead(), traits).then(service);
        Service<Q, R> broken = breaker == null ? bounded : filter(breaker).then(bounded);
        return request -> {
            if (registry.sheds(traits.priority(request))) {
                throw Failure.refusal(Failure.Kind.LIMIT, "memory or descriptors run short", COME_AGAIN_NANOS);
            }
            return broken.call(request);
        };
    }

    /** The guards around the way to one endpoint, closed with it. */
    Service<Q, R> around(Endpoint endpoint, Service<Q, R> way) {
        BreakerConfig wanted = config.breaker();
        if (wanted == null || !wanted.endpoints()) {
            return way;
        }
        GuardRegistry.Whom one = new GuardRegistry.Whom(upstream, endpoint.address());
        GuardRegistry.Broken kept = registry.take(one, wanted);
        GuardedWay<Q, R> guarded = new GuardedWay<>(way, kept.breaker(), filter(kept), left -> {
            ways.remove(endpoint.address(), left);
            registry.leave(one);
        });
        ways.put(endpoint.address(), guarded);
        return guarded;
    }

    private BreakerFilter<Q, R> filter(GuardRegistry.Broken kept) {
        return new BreakerFilter<>(kept.told().name(), kept.breaker(), traits);
    }

    /** Whether the breaker would let a call through. */
    boolean admits() {
        return breaker == null || breaker.breaker().admits();
    }

    /** How the breaker stands, or null if there is none. */
    Breaker.@Nullable Standing breaker() {
        return breaker == null ? null : breaker.breaker().standing();
    }

    /** How an endpoint's breaker stands, or null if there is none. */
    Breaker.@Nullable Standing breaker(String endpoint) {
        GuardedWay<Q, R> known = ways.get(endpoint);
        return known == null ? null : known.standing();
    }

    /** The bulkhead, or null if there is none. */
    @Nullable
    Bulkhead bulkhead() {
        return bulkhead == null ? null : bulkhead.bulkhead();
    }

    @Override
    public void close() {
        if (breaker != null) {
            registry.leave(whole());
        }
        if (bulkhead != null) {
            registry.leave(upstream);
        }
    }
}
