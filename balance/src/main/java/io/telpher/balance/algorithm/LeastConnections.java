package io.telpher.balance.algorithm;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The candidate with the fewest exchanges in flight for its weight. Those that are equal take turns, by weight.
 *
 * <p>The turns step through the golden section of the weights: whichever candidates happen to be equal at the moment, they
 * are met evenly, where a starting point that moves on by one would favour whoever stands behind a busy candidate.
 */
final class LeastConnections implements Balancer {
    private final Candidate[] candidates;
    private final AtomicLong turns;

    LeastConnections(List<? extends Candidate> candidates, long seed) {
        this.candidates = candidates.toArray(Candidate[]::new);
        this.turns = new AtomicLong(seed);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int best = NONE;
        long equals = 0; // the weight of all that are as free as the best
        int bestLoad = 0;
        for (int i = 0; i < candidates.length; i++) {
            if (candidates[i].skipped(skip)) {
                continue;
            }
            int load = candidates[i].inFlight();
            long order = best == NONE ? -1 : compare(load, candidates[i], bestLoad, candidates[best]);
            if (order < 0) {
                best = i;
                bestLoad = load;
                equals = candidates[i].weight();
            } else if (order == 0) {
                equals += candidates[i].weight();
            }
        }
        return best == NONE || equals == candidates[best].weight() ? best : amongEquals(best, bestLoad, equals, skip);
    }

    private int amongEquals(int best, int bestLoad, long equals, Skip skip) {
        long left = Hash.below(equals, turns.addAndGet(Hash.GOLDEN));
        for (int i = best; i < candidates.length; i++) {
            if (!candidates[i].skipped(skip)
                    && compare(candidates[i].inFlight(), candidates[i], bestLoad, candidates[best]) == 0) {
                left -= candidates[i].weight();
                if (left < 0) {
                    return i;
                }
            }
        }
        return best; // the loads moved meanwhile
    }

    private static long compare(int load, Candidate candidate, int otherLoad, Candidate other) {
        return (long) load * other.weight() - (long) otherLoad * candidate.weight();
    }
}
