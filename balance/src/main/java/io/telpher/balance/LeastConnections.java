package io.telpher.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The target with the fewest exchanges in flight for its weight. Those that are equal take turns, by weight.
 *
 * <p>The turns step through the golden section of the weights: whichever targets happen to be equal at the moment, they
 * are met evenly, where a starting point that moves on by one would favour whoever stands behind a busy target.
 */
final class LeastConnections implements Balancer {
    private final Target[] targets;
    private final AtomicLong turns;

    LeastConnections(List<Target> targets, long seed) {
        this.targets = targets.toArray(Target[]::new);
        this.turns = new AtomicLong(seed);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int best = NONE;
        long equals = 0; // the weight of all that are as free as the best
        int bestLoad = 0;
        for (int i = 0; i < targets.length; i++) {
            if (skip.skips(i, targets[i])) {
                continue;
            }
            int load = targets[i].inFlight();
            long order = best == NONE ? -1 : compare(load, targets[i], bestLoad, targets[best]);
            if (order < 0) {
                best = i;
                bestLoad = load;
                equals = targets[i].weight();
            } else if (order == 0) {
                equals += targets[i].weight();
            }
        }
        return best == NONE || equals == targets[best].weight() ? best : amongEquals(best, bestLoad, equals, skip);
    }

    private int amongEquals(int best, int bestLoad, long equals, Skip skip) {
        long left = Hash.below(equals, turns.addAndGet(Hash.GOLDEN));
        for (int i = best; i < targets.length; i++) {
            if (!skip.skips(i, targets[i])
                    && compare(targets[i].inFlight(), targets[i], bestLoad, targets[best]) == 0) {
                left -= targets[i].weight();
                if (left < 0) {
                    return i;
                }
            }
        }
        return best; // the loads moved meanwhile
    }

    private static long compare(int load, Target target, int otherLoad, Target other) {
        return (long) load * other.weight() - (long) otherLoad * target.weight();
    }
}
