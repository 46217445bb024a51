package io.telpher.resilience.retry;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.core.Traits;
import io.telpher.core.Tries;
import io.telpher.core.Waiter;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;

/**
 * What makes a call a second time, at another endpoint, when the first is slow: the first good reply is the answer, the
 * others are cancelled by interrupting their threads. Further calls are paid from the budget of retries.
 *
 * <p>It stands within a {@link Retry}, whose {@link Tries} it goes by. Only idempotent calls are hedged, and only if all of
 * the request is here.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Hedge<Q, R> implements Filter<Q, R> {
    final Traits<Q, R> traits;
    final RetryBudget budget;
    final RetryMetrics metrics;
    final Waiter waiter;
    final ThreadFactory threads;
    final HedgeDelay delay;
    final int most;
    private final Predicate<? super Q> whole;

    /**
     * Hedging in force.
     *
     * @param budget that of the retries around it
     * @param threads makes the threads of further calls
     * @param delay when they are made
     * @param most how many, beside the first
     * @param whole whether all of a request is here, so that two can send it
     */
    public Hedge(
            Traits<Q, R> traits,
            RetryBudget budget,
            RetryMetrics metrics,
            Waiter waiter,
            ThreadFactory threads,
            HedgeDelay delay,
            int most,
            Predicate<? super Q> whole) {
        this.traits = traits;
        this.budget = budget;
        this.metrics = metrics;
        this.waiter = waiter;
        this.threads = threads;
        this.delay = delay;
        this.most = most;
        this.whole = whole;
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        Tries tries = traits.tries(request);
        if (tries == null || !traits.idempotent(request)) {
            return next.call(request);
        }
        Ticker ticker = waiter.ticker();
        long began = ticker.nanos();
        long after = delay.nanos(began);
        Race<Q, R> race = after < 0 ? null : new Race<>(this, request, next, tries, after);
        R reply = race == null ? next.call(request) : race.run();
        if (race == null ? !traits.failed(reply) : race.telling()) {
            long now = ticker.nanos();
            delay.record(now - began, now);
        }
        return reply;
    }

    /** True if a further call may be sent, which is paid then. */
    boolean sends(Q request) {
        if (!whole.test(request)) {
            return false;
        }
        if (budget.take(waiter.ticker().nanos())) {
            return true;
        }
        metrics.hedgeWithoutBudget();
        return false;
    }

    /** True if there was no other endpoint. */
    static boolean nowhere(Exception thrown) {
        return thrown instanceof Failure failure
                && failure.side() == Failure.Side.LOCAL
                && failure.kind() == Failure.Kind.NO_ENDPOINT;
    }
}
