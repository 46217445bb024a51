package io.telpher.balance;

import io.telpher.core.Endpoint;

/**
 * An endpoint as a balancer sees it.
 *
 * @param endpoint its address, and the weight that counts in this list
 * @param load what it is doing
 * @param health whether it is well
 */
record Candidate(Endpoint endpoint, Load load, Health health) {

    int weight() {
        return endpoint.weight();
    }

    boolean healthy() {
        return health.healthy();
    }

    int inFlight() {
        return load.inFlight();
    }
}
