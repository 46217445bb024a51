package io.telpher.balance.algorithm;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Each candidate in turn. Weights do not count.
 *
 * <p>Whoever is passed over uses up a turn: were the next one to get it, the neighbour of an endpoint that is down would
 * carry twice the load.
 */
final class RoundRobin implements Balancer {
    private final Candidate[] candidates;
    private final AtomicLong turns;

    RoundRobin(List<? extends Candidate> candidates, long seed) {
        this.candidates = candidates.toArray(Candidate[]::new);
        this.turns = new AtomicLong(seed >>> 1);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int index = 0;
        for (int turn = 0; turn < candidates.length; turn++) {
            index = (int) Long.remainderUnsigned(turns.getAndIncrement(), candidates.length);
            if (!candidates[index].skipped(skip)) {
                return index;
            }
        }
        return Walk.from(index, candidates, skip); // other threads took the turns that would have been ours
    }
}
