package io.telpher.balance;

import io.telpher.core.Endpoint;

/**
 * An endpoint as a balancer sees it.
 *
 * @param endpoint its address, and the weight that counts in this list
 * @param seat whether it is sent work, and what it has
 * @param guard whether the way to it takes calls now
 */
record Candidate(Endpoint endpoint, Seat seat, Guarded guard) {

    /** One that always takes calls. */
    Candidate(Endpoint endpoint, Seat seat) {
        this(endpoint, seat, Guarded.ALWAYS);
    }

    int weight() {
        return endpoint.weight();
    }

    Load load() {
        return seat.load;
    }

    int inFlight() {
        return seat.load.inFlight();
    }
}
