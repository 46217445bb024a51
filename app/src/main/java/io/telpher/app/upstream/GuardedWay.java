package io.telpher.app.upstream;

import io.telpher.balance.ForcedClose;
import io.telpher.balance.Guarded;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.resilience.breaker.Breaker;
import java.util.function.Consumer;

/** The way to an endpoint with its breaker: the balancer passes it over while that is open. */
final class GuardedWay<Q, R> implements Service<Q, R>, Guarded, ForcedClose, AutoCloseable {
    private final Service<Q, R> way;
    private final Breaker breaker;
    private final Service<Q, R> guarded;
    private final Consumer<GuardedWay<Q, R>> left;

    /** A way with its guard; {@code left} is called as it is closed and must not block. */
    GuardedWay(Service<Q, R> way, Breaker breaker, Filter<Q, R> filter, Consumer<GuardedWay<Q, R>> left) {
        this.way = way;
        this.breaker = breaker;
        this.guarded = filter.then(way);
        this.left = left;
    }

    @Override
    public R call(Q request) throws Exception {
        return guarded.call(request);
    }

    @Override
    public boolean admits() {
        return breaker.admits();
    }

    @Override
    public long waitNanos() {
        return breaker.waitNanos();
    }

    Breaker.Standing standing() {
        return breaker.standing();
    }

    @Override
    public void closeNow(String why) {
        if (way instanceof ForcedClose forced) {
            forced.closeNow(why);
        }
    }

    @Override
    public void close() throws Exception {
        left.accept(this);
        if (way instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
