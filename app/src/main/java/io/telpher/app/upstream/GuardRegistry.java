package io.telpher.app.upstream;

import io.telpher.core.Priority;
import io.telpher.core.Shared;
import io.telpher.core.Ticker;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.resilience.breaker.Breaker;
import io.telpher.resilience.breaker.BreakerConfig;
import io.telpher.resilience.breaker.BreakerTold;
import io.telpher.resilience.bulkhead.Bulkhead;
import io.telpher.resilience.bulkhead.BulkheadConfig;
import io.telpher.resilience.bulkhead.BulkheadTold;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The living state of guards, by the names of whom they guard. It outlives graphs: what is open stays open when a configuration changes. */
final class GuardRegistry {
    private final Waiter waiter;
    private final Metrics metrics;
    private final Shared<Whom, Broken> breakers = new Shared<>(kept -> kept.told.close());
    private final Shared<String, Bounded> bulkheads = new Shared<>(kept -> kept.told.close());
    private final Counter shed;
    private volatile BooleanSupplier tight = () -> false;

    /** An upstream, or one of its endpoints. */
    record Whom(String upstream, @Nullable String endpoint) {}

    /** A breaker, and who tells of it. */
    record Broken(Breaker breaker, BreakerTold told) {}

    /** A bulkhead, and who tells of it. */
    record Bounded(Bulkhead bulkhead, BulkheadTold told) {}

    GuardRegistry(Waiter waiter, Metrics metrics) {
        this.waiter = waiter;
        this.metrics = metrics;
        this.shed = metrics.counter("telpher_shed_total", "What was given up because something ran short.", "step")
                .with("low-priority");
    }

    Ticker ticker() {
        return waiter.ticker();
    }

    /** Says how it is known that the process runs short of something. */
    void tight(BooleanSupplier how) {
        tight = how;
    }

    /** Whether a call of this priority is given up because the process runs short of something. */
    boolean sheds(Priority priority) {
        if (priority != Priority.LOW || !tight.getAsBoolean()) {
            return false;
        }
        shed.increment();
        return true;
    }

    /** Takes hold of a breaker, until {@link #leave(Whom)}. The last configuration holds. */
    Broken take(Whom whom, BreakerConfig config) {
        Broken kept = breakers.take(whom, () -> {
            BreakerTold told = new BreakerTold(metrics, whom.upstream, whom.endpoint);
            return new Broken(new Breaker(config, ticker(), told), told);
        });
        kept.breaker.configure(config);
        return kept;
    }

    void leave(Whom whom) {
        breakers.leave(whom);
    }

    /** Takes hold of an upstream's bulkhead, until {@link #leave(String)}. The last configuration holds. */
    Bounded take(String upstream, BulkheadConfig config) {
        Bounded kept = bulkheads.take(upstream, () -> {
            BulkheadTold told = BulkheadTold.ofUpstream(metrics, ticker(), upstream);
            return new Bounded(new Bulkhead(config, waiter, told), told);
        });
        kept.bulkhead.configure(config);
        return kept;
    }

    void leave(String upstream) {
        bulkheads.leave(upstream);
    }
}
