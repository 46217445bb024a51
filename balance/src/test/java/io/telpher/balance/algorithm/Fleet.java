package io.telpher.balance.algorithm;

import io.telpher.core.Endpoint;
import io.telpher.core.Tries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Candidates for tests, whose health and load a test decides. */
final class Fleet {
    final List<Ship> candidates = new ArrayList<>();

    /** One of them. */
    static final class Ship implements Candidate {
        final PeakEwma response = new PeakEwma();
        private final Endpoint endpoint;
        private volatile boolean down;
        private int inFlight;

        Ship(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public boolean skipped(Skip skip) {
            Tries tried = skip.tried();
            return (tried != null && tried.contains(this)) || (down && skip.reach() != Skip.Reach.EVERYBODY);
        }

        @Override
        public int inFlight() {
            return inFlight;
        }

        @Override
        public double responseNanos(long nowNanos) {
            return response.nanos(nowNanos);
        }
    }

    static Fleet of(int... weights) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < weights.length; i++) {
            fleet.candidates.add(new Ship(new Endpoint("10.0.0." + (i + 1), 80, weights[i])));
        }
        return fleet;
    }

    static Fleet ofSize(int size) {
        int[] weights = new int[size];
        Arrays.fill(weights, 1);
        return of(weights);
    }

    Fleet down(int index) {
        candidates.get(index).down = true;
        return this;
    }

    Fleet up(int index) {
        candidates.get(index).down = false;
        return this;
    }

    Fleet busy(int index, int exchanges) {
        candidates.get(index).inFlight += exchanges;
        return this;
    }

    /** How often each is picked in so many picks that end at once. */
    int[] shares(Balancer balancer, int picks) {
        int[] shares = new int[candidates.size()];
        for (int i = 0; i < picks; i++) {
            shares[balancer.pick(Hash.mix(i), i, Skip.DOWN)]++;
        }
        return shares;
    }
}
