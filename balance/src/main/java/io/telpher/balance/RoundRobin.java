package io.telpher.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Each target in turn. Weights do not count.
 *
 * <p>Whoever is passed over uses up a turn: were the next one to get it, the neighbour of an endpoint that is down would
 * carry twice the load.
 */
final class RoundRobin implements Balancer {
    private final Target[] targets;
    private final AtomicLong turns;

    RoundRobin(List<Target> targets, long seed) {
        this.targets = targets.toArray(Target[]::new);
        this.turns = new AtomicLong(seed >>> 1);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int index = 0;
        for (int turn = 0; turn < targets.length; turn++) {
            index = (int) Long.remainderUnsigned(turns.getAndIncrement(), targets.length);
            if (!skip.skips(index, targets[index])) {
                return index;
            }
        }
        return Walk.from(index, targets, skip); // other threads took the turns that would have been ours
    }
}
