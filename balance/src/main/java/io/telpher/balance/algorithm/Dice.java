package io.telpher.balance.algorithm;

import java.util.concurrent.atomic.AtomicLong;

/** Random numbers for several threads at once: SplitMix64, the same from the same seed. */
final class Dice {
    private final AtomicLong state;

    Dice(long seed) {
        state = new AtomicLong(seed);
    }

    /** Any long. */
    long next() {
        return Hash.mix(state.addAndGet(Hash.GOLDEN));
    }

    /** One who may be picked, each as likely as the other, but not {@code except}; or {@link Balancer#NONE}. */
    int among(Candidate[] candidates, Skip skip, int except) {
        if (candidates.length == 0) {
            return Balancer.NONE;
        }
        int index = Hash.below(candidates.length, next());
        if (index != except && !candidates[index].skipped(skip)) {
            return index;
        }
        // Falling back to an even choice among the others leaves all of them equally likely.
        int count = 0;
        for (int i = 0; i < candidates.length; i++) {
            count += i != except && !candidates[i].skipped(skip) ? 1 : 0;
        }
        int left = count == 0 ? 0 : Hash.below(count, next());
        int last = Balancer.NONE;
        for (int i = 0; i < candidates.length; i++) {
            if (i != except && !candidates[i].skipped(skip)) {
                last = i;
                if (left-- == 0) {
                    break;
                }
            }
        }
        return last;
    }
}
