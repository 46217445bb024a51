package io.telpher.balance;

import io.telpher.balance.algorithm.Candidate;
import io.telpher.balance.algorithm.Skip;
import io.telpher.balance.health.Seat;
import io.telpher.core.Endpoint;
import io.telpher.core.Tries;

/**
 * An endpoint of a list as its balancer sees it.
 *
 * @param endpoint its address, and the weight that counts in this list
 * @param seat whether it is sent work, and what it has
 * @param guard whether the way to it takes calls now
 */
record Seated(Endpoint endpoint, Seat seat, Guarded guard) implements Candidate {

    @Override
    public boolean skipped(Skip skip) {
        Tries tried = skip.tried();
        return (tried != null && tried.contains(seat)) || !seat.admits(skip) || !guard.admits();
    }

    @Override
    public int inFlight() {
        return seat.load.inFlight();
    }

    @Override
    public double responseNanos(long nowNanos) {
        return seat.load.responseNanos(nowNanos);
    }
}
