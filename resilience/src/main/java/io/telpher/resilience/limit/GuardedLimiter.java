package io.telpher.resilience.limit;

import io.telpher.core.Failure;
import io.telpher.core.Ticker;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import java.util.List;
import java.util.function.Consumer;

/**
 * A limiter whose store may be away: calls that could not be counted are decided as is said for that case. After a call that
 * has waited in vain the store is left alone for a second, so that not every call waits for it. A failure at once leaves
 * nobody waiting and may be one server's of many, so it is that call's only.
 *
 * <p>The local estimate gives each of {@code nodes} an equal part of every limit, rounded up: while the store is away, all
 * nodes together allow at most {@code nodes - 1} units more than the limit, and less where calls are spread unevenly. It
 * begins with nothing counted, so around the moment in which the store goes or comes back a key may get its limit once more.
 */
public final class GuardedLimiter implements Limiter {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Limiter store;
    private final Limiter local;
    private final OnFailure onFailure;
    private final int nodes;
    private final Ticker ticker;
    private final Consumer<Failure> told;
    private volatile long askAgainAt;
    private volatile boolean away;

    /**
     * Asks the store.
     *
     * @param store what counts
     * @param local what counts here meanwhile, if that is wanted
     * @param onFailure what to do while the store is away
     * @param nodes how many share the limits
     * @param told told of each failure of the store
     */
    public GuardedLimiter(
            Limiter store, Limiter local, OnFailure onFailure, int nodes, Ticker ticker, Consumer<Failure> told) {
        this.store = store;
        this.local = local;
        this.onFailure = onFailure;
        this.nodes = nodes;
        this.ticker = ticker;
        this.told = told;
    }

    @Override
    public List<Decision> check(List<Check> checks) throws Failure, InterruptedException {
        if (away && askAgainAt - ticker.nanos() > 0) {
            return without(checks);
        }
        try {
            List<Decision> decisions = store.check(checks);
            away = false;
            return decisions;
        } catch (Failure failure) {
            away = failure.kind() == Failure.Kind.READ_TIMEOUT || failure.kind() == Failure.Kind.CONNECT_TIMEOUT;
            askAgainAt = ticker.nanos() + PAUSE_NANOS;
            told.accept(failure);
            return without(checks);
        }
    }

    /** True while the store is left alone. */
    public boolean isAway() {
        return away;
    }

    private List<Decision> without(List<Check> checks) throws Failure, InterruptedException {
        return switch (onFailure) {
            case OPEN ->
                checks.stream()
                        .map(check -> new Decision(true, check.limit().burst(), 0, 0, 0))
                        .toList();
            case CLOSED ->
                checks.stream()
                        .map(_ -> new Decision(false, 0, PAUSE_NANOS, PAUSE_NANOS, 0))
                        .toList();
            case LOCAL -> local.check(checks.stream().map(this::part).toList());
        };
    }

    private Check part(Check check) {
        return new Check(part(check.limit()), check.key(), check.cost(), check.binding());
    }

    private Limit part(Limit limit) {
        long amount = Math.ceilDiv(limit.amount(), nodes);
        long burst = limit.windowed() ? amount : Math.ceilDiv(limit.burst(), nodes);
        return new Limit(limit.name(), limit.algorithm(), amount, limit.periodNanos(), burst);
    }
}
