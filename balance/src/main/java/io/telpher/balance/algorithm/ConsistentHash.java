package io.telpher.balance.algorithm;

import java.util.Arrays;
import java.util.List;

/**
 * The same key to the same candidate, for as long as that one is up: a ring of points, {@value #POINTS} for each candidate
 * and unit of weight, on which a key belongs to the next point. A candidate that joins takes its share from all others
 * evenly and no key moves between those; the keys of one that is down go to whoever comes next on the ring, and return.
 *
 * <p>With bounded load (Mirrokni, Thorup and Zadimoghaddam 2016): a candidate that has more than its share of what is in
 * flight, times {@code bound}, is passed over, so that one hot key does not sink one endpoint.
 */
final class ConsistentHash implements Balancer {
    /** Points for each candidate and unit of weight: shares differ by about a twelfth. */
    static final int POINTS = 160;

    /**
     * Points of a ring at most: 8 MiB. Where weights ask for more, all have half as many, or a quarter; the shares stay, and
     * keys move only when an endpoint that joins takes the ring over this bound.
     */
    static final int POINTS_MAX = 1 << 20;

    /** A point's lowest bits say whose it is. */
    private static final int OWNER_BITS = 16;

    private static final int OWNER_MASK = (1 << OWNER_BITS) - 1;

    private final Candidate[] candidates;
    private final double bound;
    private final long[] ring;

    /** A ring of at most 65,536 candidates. {@code bound} is above 1; infinity means that load does not count. */
    ConsistentHash(List<? extends Candidate> candidates, double bound) {
        if (candidates.size() > OWNER_MASK + 1) {
            throw new IllegalArgumentException(candidates.size() + " endpoints do not fit on a ring");
        }
        this.candidates = candidates.toArray(Candidate[]::new);
        this.bound = bound;
        this.ring = ring(this.candidates);
    }

    private static long[] ring(Candidate[] candidates) {
        int shift = 0;
        while (count(candidates, shift) > POINTS_MAX) {
            shift++;
        }
        long[] points = new long[(int) count(candidates, shift)];
        int next = 0;
        for (int owner = 0; owner < candidates.length; owner++) {
            long seed = Hash.of(candidates[owner].endpoint().address());
            for (int i = 0; i < points(candidates[owner], shift); i++) {
                points[next++] = (Hash.mix(seed + i * Hash.GOLDEN) & ~OWNER_MASK) | owner;
            }
        }
        Arrays.sort(points);
        return points;
    }

    private static long count(Candidate[] candidates, int shift) {
        return Arrays.stream(candidates)
                .mapToLong(candidate -> points(candidate, shift))
                .sum();
    }

    private static int points(Candidate candidate, int shift) {
        return Math.max(1, (POINTS * candidate.weight()) >> shift);
    }

    @Override
    public int pick(long key, long nowNanos, Skip skip) {
        int found = Arrays.binarySearch(ring, Hash.mix(key));
        int start = found < 0 ? -found - 1 : found;
        double each = -1; // what a unit of weight may have in flight; reckoned when it is needed
        int first = NONE;
        for (int i = 0; i < ring.length; i++) {
            int owner = (int) (ring[(start + i) % ring.length] & OWNER_MASK);
            Candidate candidate = candidates[owner];
            if (owner == first || candidate.skipped(skip)) {
                continue;
            }
            if (candidate.inFlight() == 0) {
                return owner;
            }
            each = each < 0 ? allowed(skip) : each;
            if (candidate.inFlight() < Math.ceil(each * candidate.weight())) {
                return owner;
            }
            first = first == NONE ? owner : first;
        }
        return first; // all are full, which only happens while loads move: then load does not count
    }

    private double allowed(Skip skip) {
        long inFlight = 1;
        long weight = 0;
        for (int i = 0; i < candidates.length; i++) {
            if (!candidates[i].skipped(skip)) {
                inFlight += candidates[i].inFlight();
                weight += candidates[i].weight();
            }
        }
        return weight == 0 ? Double.POSITIVE_INFINITY : bound * inFlight / weight;
    }
}
