package io.telpher.balance;

/** The plain ways to somebody who may be picked. */
final class Walk {
    private Walk() {}

    /** The first at or after {@code start} who may be picked, or {@link Balancer#NONE}. */
    static int from(int start, Candidate[] candidates, Skip skip) {
        for (int i = 0; i < candidates.length; i++) {
            int index = (start + i) % candidates.length;
            if (!skip.skips(candidates[index])) {
                return index;
            }
        }
        return Balancer.NONE;
    }

    /** One of those who may be picked, as {@code hash} falls into the sum of their weights, or {@link Balancer#NONE}. */
    static int byWeight(Candidate[] candidates, Skip skip, long hash) {
        long weight = 0;
        for (int i = 0; i < candidates.length; i++) {
            weight += skip.skips(candidates[i]) ? 0 : candidates[i].weight();
        }
        long left = Hash.below(weight, hash);
        int last = Balancer.NONE;
        for (int i = 0; i < candidates.length && left >= 0; i++) {
            if (!skip.skips(candidates[i])) {
                last = i;
                left -= candidates[i].weight();
            }
        }
        return last;
    }
}
