package io.telpher.balance.algorithm;

import io.telpher.core.Endpoint;

/** An endpoint as a balancer sees it. Asked for every pick, by many threads: must be cheap. */
public interface Candidate {
    /** Its address, and the weight that counts in this list. */
    Endpoint endpoint();

    /** Whether a call may not come here. */
    boolean skipped(Skip skip);

    /** How many exchanges it has now. */
    int inFlight();

    /** The response time that is to be expected, in nanoseconds; 0 if it is not known. */
    double responseNanos(long nowNanos);

    /** How much it takes, beside others. */
    default int weight() {
        return endpoint().weight();
    }
}
