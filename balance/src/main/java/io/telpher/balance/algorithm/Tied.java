package io.telpher.balance.algorithm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A balancer before another: whoever is tied to a candidate gets it for as long as it may be picked, everybody else is for the
 * other to place.
 */
final class Tied implements Balancer {
    private final Map<Long, Integer> places = new HashMap<>();
    private final List<? extends Candidate> candidates;
    private final @Nullable ConsistentHash ring;
    private final Balancer others;

    Tied(Ties ties, List<? extends Candidate> candidates, Balancer others) {
        this.candidates = candidates;
        this.others = others;
        this.ring = ties.hashed() ? new ConsistentHash(candidates, Double.POSITIVE_INFINITY) : null;
        for (int i = 0; i < candidates.size(); i++) {
            places.put(ties.id(candidates.get(i).endpoint().address()), i);
        }
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        if (key == Ties.NONE) {
            return others.pick(key, nowNanos, skip);
        }
        Integer place = places.get(key);
        if (place != null && !candidates.get(place).skipped(skip)) {
            return place;
        }
        return ring != null && place == null ? ring.pick(key, nowNanos, skip) : others.pick(key, nowNanos, skip);
    }
}
