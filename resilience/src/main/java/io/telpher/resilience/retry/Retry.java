package io.telpher.resilience.retry;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.core.Traits;
import io.telpher.core.Tries;
import io.telpher.core.Waiter;
import io.telpher.resilience.retry.RetryMetrics.GivenUp;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call again when it failed for a reason that may pass: after a back-off, within the deadline, and within a
 * budget. The first retry goes at once if there is another endpoint. Once a reply's head was taken for an answer, nothing is
 * tried again.
 *
 * <p>A call that may have had an effect is tried again only if it is idempotent; one that certainly had none, and one whose reply
 * is {@link Reason#DECLINED}, always.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Retry<Q, R> implements Filter<Q, R> {
    private static final long NEVER = -1;

    private final Traits<Q, R> traits;
    private final RetryPolicy<R> policy;
    private final RetryBudget budget;
    private final RetryMetrics metrics;
    private final Waiter waiter;
    private final Ticker ticker;
    private final DoubleSupplier dice;

    /**
     * A policy in force.
     *
     * @param budget shared with whoever else makes further attempts at the same calls
     * @param dice gives numbers from 0 to 1, 1 excluded
     */
    public Retry(
            Traits<Q, R> traits,
            RetryPolicy<R> policy,
            RetryBudget budget,
            RetryMetrics metrics,
            Waiter waiter,
            DoubleSupplier dice) {
        this.traits = traits;
        this.policy = policy;
        this.budget = budget;
        this.metrics = metrics;
        this.waiter = waiter;
        this.ticker = waiter.ticker();
        this.dice = dice;
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        long now = ticker.nanos();
        budget.call(now);
        Tries tries = new Tries();
        Reason before = null;
        for (int made = 1; ; made++) {
            traits.attempt(request, tries, policy.perTryNanos() == 0 ? 0 : now + policy.perTryNanos());
            Reason reason;
            long wait;
            try {
                R reply = next.call(request);
                reason = policy.verdict().apply(reply);
                note(before, reason == null);
                if (reason == null) {
                    return reply;
                }
                wait = patience(request, reason, traits.waitNanos(reply), made, tries, reason == Reason.DECLINED);
                if (wait == NEVER) {
                    return reply;
                }
                traits.discard(reply);
            } catch (Failure failure) {
                note(before, false);
                reason = Reason.of(failure);
                wait = reason == null ? NEVER : patience(request, reason, NEVER, made, tries, failure.retryable());
                if (reason == null || wait == NEVER) {
                    throw failure;
                }
            }
            waiter.sleep(wait);
            now = ticker.nanos();
            before = reason;
        }
    }

    private void note(@Nullable Reason before, boolean answered) {
        if (before != null) {
            metrics.retried(before, answered);
        }
    }

    /** How long to wait before another attempt, or {@link #NEVER}. What is granted has been taken from the budget. */
    private long patience(Q request, Reason reason, long asked, int made, Tries tries, boolean harmless) {
        if (!policy.on().contains(reason)) {
            return NEVER;
        }
        if (made >= policy.attempts()) {
            return giveUp(GivenUp.ATTEMPTS);
        }
        if (!harmless && !traits.idempotent(request)) {
            return giveUp(GivenUp.UNSAFE);
        }
        if (!traits.replayable(request)) {
            return giveUp(GivenUp.BODY);
        }
        boolean atOnce = made == 1 && reason != Reason.BUSY && asked < 0 && tries.others();
        long wait = atOnce ? 0 : waitNanos(asked, made - 1);
        if (asked > policy.backoff().maxNanos()) {
            return giveUp(GivenUp.PATIENCE);
        }
        long now = ticker.nanos();
        long deadline = traits.deadlineNanos(request);
        if (deadline != 0 && deadline - (now + wait) <= 0) {
            return giveUp(GivenUp.DEADLINE);
        }
        return budget.take(now) ? wait : giveUp(GivenUp.BUDGET);
    }

    private long waitNanos(long asked, int attempt) {
        double random = dice.getAsDouble();
        return asked > 0
                ? policy.backoff().delayNanos(asked, attempt, random)
                : policy.backoff().delayNanos(attempt, random);
    }

    private long giveUp(GivenUp why) {
        metrics.gaveUp(why);
        return NEVER;
    }
}
