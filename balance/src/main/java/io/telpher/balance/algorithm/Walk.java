package io.telpher.balance.algorithm;

/** The plain ways to somebody who may be picked. */
final class Walk {
    private Walk() {}

    /** The first at or after {@code start} who may be picked, or {@link Balancer#NONE}. */
    static int from(int start, Candidate[] candidates, Skip skip) {
        for (int i = 0; i < candidates.length; i++) {
            int index = (start + i) % candidates.length;
            if (!candidates[index].skipped(skip)) {
                return index;
            }
        }
        return Balancer.NONE;
    }

    /** One of those who may be picked, as {@code hash} falls into the sum of their weights, or {@link Balancer#NONE}. */
    static int byWeight(Candidate[] candidates, Skip skip, long hash) {
        long weight = 0;
        for (int i = 0; i < candidates.length; i++) {
            weight += candidates[i].skipped(skip) ? 0 : candidates[i].weight();
        }
        long left = Hash.below(weight, hash);
        int last = Balancer.NONE;
        for (int i = 0; i < candidates.length && left >= 0; i++) {
            if (!candidates[i].skipped(skip)) {
                last = i;
                left -= candidates[i].weight();
            }
        }
        return last;
    }
}
