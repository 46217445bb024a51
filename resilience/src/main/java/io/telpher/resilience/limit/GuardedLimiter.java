package io.telpher.resilience.limit;

import io.telpher.core.Failure;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A limiter whose store may be away: calls that could not be counted are decided as is said for that case. It may be
 * one server's trouble of many, so of several checks each is then asked for alone, and only those of keys that are there are
 * decided without. Servers that are silent are the store's to leave alone.
 *
 * <p>The local estimate gives each of {@code nodes} an equal part of every limit, rounded up: while the store is away, all
 * nodes together allow at most {@code nodes - 1} units more than the limit, and less where calls are spread unevenly. It
 * begins with nothing counted, so around the moment in which the store goes or comes back a key may get its limit once more.
 */
public final class GuardedLimiter implements Limiter {
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private final Limiter store;
    private final Limiter local;
    private final OnFailure onFailure;
    private final int nodes;
    private final Consumer<Failure> told;

    /**
     * Asks the store.
     *
     * @param store what counts
     * @param local what counts here meanwhile, if that is wanted
     * @param onFailure what to do while the store is away
     * @param nodes how many share the limits
     * @param told told of each failure of the store
     */
    public GuardedLimiter(Limiter store, Limiter local, OnFailure onFailure, int nodes, Consumer<Failure> told) {
        this.store = store;
        this.local = local;
        this.onFailure = onFailure;
        this.nodes = nodes;
        this.told = told;
    }

    @Override
    public List<Decision> check(List<Check> checks) throws Failure, InterruptedException {
        try {
            return store.check(checks);
        } catch (Failure failure) {
            told.accept(failure);
            return checks.size() == 1 ? without(checks) : eachAlone(checks);
        }
    }

    private List<Decision> eachAlone(List<Check> checks) throws Failure, InterruptedException {
        List<Decision> decisions = new ArrayList<>(checks.size());
        for (Check check : checks) {
            List<Check> alone = List.of(check);
            try {
                decisions.addAll(store.check(alone));
            } catch (Failure away) {
                decisions.addAll(without(alone));
            }
        }
        return decisions;
    }

    private List<Decision> without(List<Check> checks) throws Failure, InterruptedException {
        return switch (onFailure) {
            case OPEN ->
                checks.stream()
                        .map(check -> new Decision(true, check.limit().burst(), 0, 0, 0))
                        .toList();
            case CLOSED ->
                checks.stream()
                        .map(_ -> new Decision(false, 0, AGAIN_NANOS, AGAIN_NANOS, 0))
                        .toList();
            case LOCAL -> local.check(checks.stream().map(this::part).toList());
        };
    }

    private Check part(Check check) {
        return new Check(part(check.limit()), check.key(), check.cost(), check.binding(), check.patienceNanos());
    }

    private Limit part(Limit limit) {
        long amount = Math.ceilDiv(limit.amount(), nodes);
        long burst = limit.windowed() ? amount : Math.ceilDiv(limit.burst(), nodes);
        return new Limit(limit.name(), limit.algorithm(), amount, limit.periodNanos(), burst);
    }
}
