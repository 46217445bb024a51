package io.telpher.balance.algorithm;

import java.util.List;

/**
 * The better of two candidates that are met at random: the one whose response time ({@link PeakEwma}), times what it
 * already has in flight, divided by its weight, is less.
 *
 * <p>Two, not all: everybody at the same moment choosing the best of all would bury it.
 */
final class LeastResponseTime implements Balancer {
    /** What a candidate counts for that has something in flight and never answered: one second each. */
    private static final double UNKNOWN_NANOS = 1e9;

    private final Candidate[] candidates;
    private final Dice dice;

    LeastResponseTime(List<? extends Candidate> candidates, long seed) {
        this.candidates = candidates.toArray(Candidate[]::new);
        this.dice = new Dice(seed);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int one = dice.among(candidates, skip, NONE);
        if (one == NONE) {
            return NONE;
        }
        int other = dice.among(candidates, skip, one);
        if (other == NONE) {
            return one;
        }
        return cost(candidates[other], nowNanos) < cost(candidates[one], nowNanos) ? other : one;
    }

    private static double cost(Candidate candidate, long nowNanos) {
        int inFlight = candidate.inFlight();
        double response = candidate.responseNanos(nowNanos);
        double each = response == 0 && inFlight > 0 ? UNKNOWN_NANOS : response;
        return each * (inFlight + 1) / candidate.weight();
    }
}
