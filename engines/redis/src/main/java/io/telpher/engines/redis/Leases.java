package io.telpher.engines.redis;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Units that this node has taken ahead of time for keys that are asked for often, so that it answers by itself.
 *
 * <p>What is on lease has been counted when it was taken and is used within a second. So within any period at most as much
 * more passes than the limit says as was on lease when it began, and Redis sees to it that over all nodes this is no more than
 * {@code overshoot} of the limit. Limits of which that part is less than {@link #LEAST} units are never leased, nor are queues.
 */
final class Leases implements AutoCloseable {
    /** A lease of fewer units saves nothing. */
    static final long LEAST = 8;

    private static final int KEYS_MAX = 10_000;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String store;
    private final String prefix;
    private final double overshoot;
    private final Timers timers;
    private final LimitLanes lanes;
    private final Counter answered;
    private final Family<Gauge> bounds;
    private final Map<String, Gauge> stated = new ConcurrentHashMap<>();
    private final Map<Hot.Key, Hot> hot = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile @Nullable Subscription sweep;

    Leases(String store, String prefix, double overshoot, Timers timers, LimitLanes lanes, Metrics metrics) {
        this.store = store;
        this.prefix = prefix;
        this.overshoot = overshoot;
        this.timers = timers;
        this.lanes = lanes;
        this.answered = metrics.counter(
                        "telpher_store_limits_leased_total", "Checks answered from units on lease.", "store")
                .with(store);
        this.bounds = metrics.gauge(
                "telpher_store_limits_overshoot_units",
                "Units that may pass within a period above a limit, because all nodes together may hold so many on lease.",
                "store",
                "limit");
    }

    /** How many units of a limit all nodes together may hold. */
    long bound(Limit limit) {
        return limit.algorithm() == Algorithm.LEAKY_BUCKET ? 0 : (long) Math.floor(limit.burst() * overshoot);
    }

    /** Takes from what is on lease. Null if that is not enough, and Redis is to be asked. */
    @Nullable
    Decision take(Check check) throws InterruptedException {
        long bound = bound(check.limit());
        if (bound < LEAST) {
            return null;
        }
        Hot.Key key = new Hot.Key(check.limit().name(), check.key());
        Hot known = hot.get(key);
        if (known == null) {
            known = begin(key, check, bound);
        }
        Decision decision = known == null ? null : known.take(check.cost());
        if (decision != null && decision.allowed()) {
            answered.increment();
        }
        return decision;
    }

    private @Nullable Hot begin(Hot.Key key, Check check, long bound) {
        if (hot.size() >= KEYS_MAX) {
            return null;
        }
        stated.computeIfAbsent(check.limit().name(), name -> {
            Gauge gauge = bounds.with(store, name);
            gauge.add(bound);
            return gauge;
        });
        if (sweeping.compareAndSet(false, true)) {
            sweepLater();
        }
        byte[] name = RedisLimiter.key(prefix, check.limit(), check.key());
        return hot.computeIfAbsent(key, _ -> new Hot(check.limit(), name, bound, lanes, timers));
    }

    /** Takes back what {@link #take} gave. */
    void putBack(Check check) {
        Hot known = hot.get(new Hot.Key(check.limit().name(), check.key()));
        if (known != null) {
            known.putBack(check.cost());
        }
    }

    private void sweepLater() {
        sweep = timers.after(SWEEP_NANOS, this::sweep);
    }

    private void sweep() {
        long now = timers.nanos();
        hot.values().removeIf(one -> one.isIdle(now));
        if (hot.isEmpty()) {
            sweeping.set(false);
            if (hot.isEmpty() || !sweeping.compareAndSet(false, true)) {
                return;
            }
        }
        sweepLater();
    }

    @Override
    public void close() {
        Subscription timer = sweep;
        if (timer != null) {
            timer.close();
        }
        hot.values().forEach(Hot::end);
        stated.forEach((limit, gauge) -> bounds.remove(store, limit));
    }
}
