package io.telpher.balance;

import java.util.List;

/**
 * The better of two targets that are met at random: the one whose response time ({@link PeakEwma}), times what it already
 * has in flight, divided by its weight, is less.
 *
 * <p>Two, not all: everybody at the same moment choosing the best of all would bury it.
 */
final class LeastResponseTime implements Balancer {
    /** What a target counts for that has something in flight and never answered: one second each. */
    private static final double UNKNOWN_NANOS = 1e9;

    private final Target[] targets;
    private final Dice dice;

    LeastResponseTime(List<Target> targets, long seed) {
        this.targets = targets.toArray(Target[]::new);
        this.dice = new Dice(seed);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int one = dice.among(targets, skip, NONE);
        if (one == NONE) {
            return NONE;
        }
        int other = dice.among(targets, skip, one);
        if (other == NONE) {
            return one;
        }
        return cost(targets[other], nowNanos) < cost(targets[one], nowNanos) ? other : one;
    }

    private static double cost(Target target, long nowNanos) {
        int inFlight = target.inFlight();
        double response = target.load().responseNanos(nowNanos);
        double each = response == 0 && inFlight > 0 ? UNKNOWN_NANOS : response;
        return each * (inFlight + 1) / target.weight();
    }
}
