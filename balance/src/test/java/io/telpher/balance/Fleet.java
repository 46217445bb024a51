package io.telpher.balance;

import io.telpher.core.Endpoint;
import io.telpher.core.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;

/** Candidates for tests, whose health and load a test decides. */
final class Fleet {
    static final HealthConfig CHECK = new HealthConfig(new HealthConfig.Check.Tcp());

    final List<Candidate> candidates = new ArrayList<>();

    static Fleet of(int... weights) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < weights.length; i++) {
            fleet.add(new Endpoint("10.0.0." + (i + 1), 80, weights[i]));
        }
        return fleet;
    }

    static Fleet ofSize(int size) {
        int[] weights = new int[size];
        java.util.Arrays.fill(weights, 1);
        return of(weights);
    }

    private void add(Endpoint endpoint) {
        String address = endpoint.address();
        candidates.add(new Candidate(endpoint, new Load(new Metrics(), "web", address), new Health(address)));
    }

    Fleet down(int index) {
        candidates.get(index).health().tell(CHECK, false, "down by the test");
        return this;
    }

    Fleet up(int index) {
        candidates.get(index).health().tell(CHECK, true, "up by the test");
        return this;
    }

    Fleet busy(int index, int exchanges) {
        for (int i = 0; i < exchanges; i++) {
            candidates.get(index).load().begin();
        }
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
