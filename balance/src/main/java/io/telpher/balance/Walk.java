package io.telpher.balance;

/** The plain ways to somebody who may be picked. */
final class Walk {
    private Walk() {}

    /** The first at or after {@code start} who may be picked, or {@link Balancer#NONE}. */
    static int from(int start, Target[] targets, Skip skip) {
        for (int i = 0; i < targets.length; i++) {
            int index = (start + i) % targets.length;
            if (!skip.skips(index, targets[index])) {
                return index;
            }
        }
        return Balancer.NONE;
    }

    /** One of those who may be picked, as {@code hash} falls into the sum of their weights, or {@link Balancer#NONE}. */
    static int byWeight(Target[] targets, Skip skip, long hash) {
        long weight = 0;
        for (int i = 0; i < targets.length; i++) {
            weight += skip.skips(i, targets[i]) ? 0 : targets[i].weight();
        }
        long left = Hash.below(weight, hash);
        int last = Balancer.NONE;
        for (int i = 0; i < targets.length && left >= 0; i++) {
            if (!skip.skips(i, targets[i])) {
                last = i;
                left -= targets[i].weight();
            }
        }
        return last;
    }
}
