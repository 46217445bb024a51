package io.telpher.balance;

import java.util.List;

/** Any target, each as likely as the other. Weights do not count. */
final class RandomPick implements Balancer {
    private final Target[] targets;
    private final Dice dice;

    RandomPick(List<Target> targets, long seed) {
        this.targets = targets.toArray(Target[]::new);
        this.dice = new Dice(seed);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        return dice.among(targets, skip, NONE);
    }
}
