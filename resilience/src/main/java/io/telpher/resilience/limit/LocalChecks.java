package io.telpher.resilience.limit;

import io.telpher.core.limit.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Several checks in one step: nobody else's come between them. If one of the binding ones is refused, none of them is taken.
 */
public final class LocalChecks {
    /** How many checks there may be in one step. */
    public static final int CHECKS_MAX = 64;

    private LocalChecks() {}

    /**
     * One of them.
     *
     * @param limit which limit
     * @param key whose quota
     * @param cost how many units
     * @param binding true if it is taken only together with the other binding ones
     * @param patienceNanos who would have to wait longer for a turn is refused
     */
    public record Asked(LocalLimit limit, String key, long cost, boolean binding, long patienceNanos) {}

    /** Asks, and takes what is allowed. @return a decision for each, in their order */
    public static List<Decision> check(List<Asked> asked, long now) {
        if (asked.size() > CHECKS_MAX) {
            throw new IllegalArgumentException("more than " + CHECKS_MAX + " checks at once");
        }
        if (asked.size() == 1) {
            Asked one = asked.getFirst();
            return List.of(one.limit.take(one.key, one.cost, one.patienceNanos, now));
        }
        Step step = new Step(asked, now);
        step.lock();
        try {
            return step.check();
        } finally {
            step.unlock();
        }
    }

    /** The checks with the shards where their keys are, which are locked in the one order that all keep to. */
    private static final class Step {
        private final List<Asked> asked;
        private final long now;
        private final long[] hashes;
        private final Shard[] shards;
        private final Shard[] toLock;

        Step(List<Asked> asked, long now) {
            this.asked = asked;
            this.now = now;
            this.hashes = new long[asked.size()];
            this.shards = new Shard[asked.size()];
            for (int i = 0; i < shards.length; i++) {
                hashes[i] = asked.get(i).limit.hash(asked.get(i).key);
                shards[i] = asked.get(i).limit.shard(hashes[i]);
            }
            this.toLock = shards.clone();
            Arrays.sort(toLock, Comparator.comparingLong(shard -> shard.order));
        }

        void lock() {
            for (int i = 0; i < toLock.length; i++) {
                if (i == 0 || toLock[i] != toLock[i - 1]) {
                    toLock[i].lock();
                }
            }
        }

        void unlock() {
            for (int i = 0; i < toLock.length; i++) {
                if (i == 0 || toLock[i] != toLock[i - 1]) {
                    toLock[i].unlock();
                }
            }
        }

        List<Decision> check() {
            List<Decision> decisions = new ArrayList<>(shards.length);
            boolean together = true;
            for (int i = 0; i < shards.length; i++) {
                Decision seen = look(i);
                decisions.add(seen);
                together &= seen.allowed() || !asked.get(i).binding;
            }
            for (int i = 0; i < shards.length; i++) {
                if (asked.get(i).binding && together) {
                    decisions.set(i, take(i));
                    if (!decisions.get(i).allowed()) { // the same key twice
                        together = false;
                        giveBack(i, decisions);
                    }
                } else if (!asked.get(i).binding) {
                    decisions.set(i, take(i));
                }
            }
            return decisions;
        }

        private int slot(int i) {
            return shards[i].slot(hashes[i], now);
        }

        private Decision look(int i) {
            int slot = slot(i);
            Asked one = asked.get(i);
            return shards[i].tallies().look(slot, one.cost, now).within(one.patienceNanos);
        }

        private Decision take(int i) {
            int slot = slot(i);
            Asked one = asked.get(i);
            return shards[i].tallies().tryTake(slot, one.cost, one.patienceNanos, now);
        }

        private void giveBack(int before, List<Decision> decisions) {
            for (int i = 0; i < before; i++) {
                if (asked.get(i).binding) {
                    int slot = slot(i);
                    shards[i].tallies().giveBack(slot, asked.get(i).cost, now);
                    decisions.set(i, look(i));
                }
            }
        }
    }
}
