package io.telpher.balance.algorithm;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Each candidate in turn and as often as its weight says, evenly spread: 3:2:1 gives 50, 33 and 17 percent, never three in
 * a row to the first and then nothing for a while.
 *
 * <p>Stride scheduling without a lock: turns go round and round; a candidate of the greatest weight is picked in every
 * round, one of half that weight in every other. After as many rounds as the greatest weight, each was picked exactly as
 * often as its weight. nginx's smooth algorithm spreads alike, but has to change a number of every candidate at every pick.
 */
final class WeightedRoundRobin implements Balancer {
    /** After so many rounds, all that are left weigh little beside one that is down: then they share by weight alone. */
    private static final int ROUNDS_MAX = 8;

    private final Candidate[] candidates;
    private final int[] weights;
    private final int greatest;
    private final AtomicLong turns;

    WeightedRoundRobin(List<? extends Candidate> candidates, long seed) {
        this.candidates = candidates.toArray(Candidate[]::new);
        this.weights = reduced(this.candidates);
        int max = 1;
        for (int weight : weights) {
            max = Math.max(max, weight);
        }
        this.greatest = max;
        this.turns = new AtomicLong(seed >>> 1);
    }

    /** The weights divided by what they have in common: 100:200 needs no longer a period than 1:2. */
    private static int[] reduced(Candidate[] candidates) {
        int divisor = 0;
        for (Candidate candidate : candidates) {
            divisor = divisor(candidate.weight(), divisor);
        }
        int[] weights = new int[candidates.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = candidates[i].weight() / divisor;
        }
        return weights;
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        for (int turn = 0; turn < ROUNDS_MAX * candidates.length; turn++) {
            long number = turns.getAndIncrement();
            int index = (int) Long.remainderUnsigned(number, candidates.length);
            if (due(index, Long.divideUnsigned(number, candidates.length)) && !candidates[index].skipped(skip)) {
                return index;
            }
        }
        return Walk.byWeight(candidates, skip, turns.get() * Hash.GOLDEN);
    }

    /** True in {@code weight} of every {@code greatest} rounds; light candidates begin in different ones. */
    private boolean due(int index, long round) {
        long weight = weights[index];
        long offset = (long) index * greatest / candidates.length;
        return (Long.remainderUnsigned(round, greatest) * weight + offset) % greatest >= greatest - weight;
    }
}
