package io.telpher.balance.algorithm;

import java.util.List;

/** Any candidate, each as likely as the other. Weights do not count. */
final class RandomPick implements Balancer {
    private final Candidate[] candidates;
    private final Dice dice;

    RandomPick(List<? extends Candidate> candidates, long seed) {
        this.candidates = candidates.toArray(Candidate[]::new);
        this.dice = new Dice(seed);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        return dice.among(candidates, skip, NONE);
    }
}
