package io.telpher.balance.health;

import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import io.telpher.core.Timers;
import io.telpher.core.metrics.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of its endpoints, keyed by identity: health by address, seats by upstream and address. There is
 * one, and it outlives every configuration: an upstream that is built anew finds what its predecessor knew, because it
 * takes hold of it before the other lets go.
 */
public final class EndpointRegistry {
    private final Timers timers;
    private final Executor executor;
    private final Function<HealthConfig.Check, Probe> probes;
    private final Metrics metrics;
    private final Consumer<EndpointEvent> events;
    private final Map<String, Shared<Health>> health = new HashMap<>();
    private final Map<CheckKey, Shared<HealthCheck>> checks = new HashMap<>();
    private final Map<String, Shared<Peers>> upstreams = new HashMap<>();
    private final Map<SeatKey, Shared<Following>> seats = new HashMap<>();

    private record CheckKey(String address, HealthConfig config) {}

    private record SeatKey(String upstream, String address) {}

    /** A seat, and how it hears of its address's health. */
    private record Following(Seat seat, Runnable follower) {}

    /** A value and how many hold it. */
    private static final class Shared<T> {
        final T value;
        int holders;

        Shared(T value) {
            this.value = value;
        }
    }

    /** The same, and nobody is alerted. */
    public EndpointRegistry(
            Timers timers, Executor executor, Function<HealthConfig.Check, Probe> probes, Metrics metrics) {
        this(timers, executor, probes, metrics, _ -> {});
    }

    /**
     * Knows nothing yet.
     *
     * @param timers drives the checks, drains and ramps
     * @param executor runs probes, which block: a virtual thread for each
     * @param probes how a question is asked
     * @param metrics where endpoints are counted
     * @param events is told what becomes of endpoints; must not block
     */
    public EndpointRegistry(
            Timers timers,
            Executor executor,
            Function<HealthConfig.Check, Probe> probes,
            Metrics metrics,
            Consumer<EndpointEvent> events) {
        this.timers = timers;
        this.executor = executor;
        this.probes = probes;
        this.metrics = metrics;
        this.events = events;
    }

    /** What drives checks, drains and ramps. */
    public Timers timers() {
        return timers;
    }

    /** Where endpoints are counted. */
    public Metrics metrics() {
        return metrics;
    }

    /** The peers of an upstream, until {@link #leave} as often as this was called. */
    public synchronized Peers join(String upstream) {
        return take(upstreams, upstream, () -> new Peers(upstream, timers, metrics, events));
    }

    /** Undoes one {@link #join}. */
    public synchronized void leave(String upstream) {
        leave(upstreams, upstream);
    }

    /** Says nothing more of endpoints, in the log or to whoever is alerted: the program stops. */
    public synchronized void beQuiet() {
        upstreams.values().forEach(shared -> shared.value.beQuiet());
    }

    /** The same for an endpoint that joins nobody. */
    Hold hold(String upstream, Endpoint endpoint, @Nullable HealthConfig config) {
        return hold(upstream, endpoint, config, false);
    }

    /**
     * Takes hold of an endpoint for an upstream and has it checked, if there is a check, until the hold is closed.
     *
     * @param joins whether others of the upstream serve already: then one that this process does not know begins on the
     *     ramp
     */
    public Hold hold(String upstream, Endpoint endpoint, @Nullable HealthConfig config, boolean joins) {
        HealthCheck fresh = null;
        Hold hold;
        synchronized (this) {
            String address = endpoint.address();
            boolean unknown = !health.containsKey(address);
            Health truth = take(health, address, () -> new Health(address, timers));
            Peers peers = join(upstream);
            Seat seat = take(seats, new SeatKey(upstream, address), () -> seat(upstream, truth, peers)).seat;
            peers.list(seat, endpoint.weight(), joins && unknown);
            if (config != null) {
                boolean known = checks.containsKey(new CheckKey(address, config));
                HealthCheck check = take(checks, new CheckKey(address, config), () -> check(endpoint, config, truth));
                fresh = known ? null : check;
            }
            hold = new Hold(upstream, address, config, seat, peers);
        }
        if (fresh != null) {
            fresh.start();
        }
        return hold;
    }

    private Following seat(String upstream, Health truth, Peers peers) {
        Seat seat = new Seat(truth.address(), new Load(metrics, upstream, truth.address()), truth);
        Runnable follower = () -> peers.review(seat);
        truth.follow(follower);
        return new Following(seat, follower);
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
        Following following = leave(seats, new SeatKey(hold.upstream, hold.address));
        if (following != null) {
            hold.seat.health.unfollow(following.follower);
            hold.peers.drop(following.seat);
            EndpointMetrics.forget(metrics, hold.upstream, hold.address);
        }
        if (hold.config != null) {
            HealthCheck check = leave(checks, new CheckKey(hold.address, hold.config));
            if (check != null) {
                check.close();
            }
        }
        Health forgotten = leave(health, hold.address);
        if (forgotten != null) {
            forgotten.close();
        }
        leave(hold.upstream);
    }

    /** What an upstream knows of one endpoint, until it is closed. */
    public final class Hold implements AutoCloseable {
        private final String upstream;
        private final String address;
        private final @Nullable HealthConfig config;
        private final Seat seat;
        private final Peers peers;
        private boolean listed = true;
        private boolean closed;

        private Hold(String upstream, String address, @Nullable HealthConfig config, Seat seat, Peers peers) {
            this.upstream = upstream;
            this.address = address;
            this.config = config;
            this.seat = seat;
            this.peers = peers;
        }

        /** Its place in the upstream. */
        public Seat seat() {
            return seat;
        }

        /** It has nothing in flight any more. */
        public void idle() {
            peers.idle(seat);
        }

        /** The list has the endpoint no more: what it has may end. */
        public void unlist() {
            synchronized (EndpointRegistry.this) {
                if (listed) {
                    listed = false;
                    peers.unlist(seat);
                }
            }
        }

        @Override
        public void close() {
            synchronized (EndpointRegistry.this) {
                if (closed) {
                    return;
                }
                unlist();
                closed = true;
                release(this);
            }
        }
    }
}
