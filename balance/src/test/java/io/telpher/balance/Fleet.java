package io.telpher.balance;

import io.telpher.core.Endpoint;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.ManualTimers;
import java.util.ArrayList;
import java.util.List;

/** Candidates for tests, whose health and load a test decides. */
final class Fleet {
    static final HealthConfig CHECK = new HealthConfig(new HealthConfig.Check.Tcp());

    final List<Candidate> candidates = new ArrayList<>();
    private final ManualTimers timers = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private final Peers peers = new Peers("web", timers, metrics, _ -> {});

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
        var health = new Health(address, timers);
        Seat seat = new Seat(address, new Load(metrics, "web", address), health);
        health.follow(() -> peers.review(seat));
        peers.list(seat, endpoint.weight(), false);
        candidates.add(new Candidate(endpoint, seat));
    }

    Fleet down(int index) {
        candidates.get(index).seat().health.tell(CHECK, false, "down by the test");
        return this;
    }

    Fleet up(int index) {
        candidates.get(index).seat().health.tell(CHECK, true, "up by the test");
        timers.advanceNanos(30_000_000_000L); // the ramp
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
