package io.telpher.balance.algorithm;

/** The ways to balance, as they are called in the configuration. */
public enum Algorithm {
    /** Each in turn. */
    ROUND_ROBIN,
    /** Each in turn, as often as its weight says. */
    WEIGHTED_ROUND_ROBIN,
    /** The fewest exchanges in flight for its weight. */
    LEAST_CONNECTIONS,
    /** The better of two, by response time. */
    LEAST_RESPONSE_TIME,
    /** Any. */
    RANDOM,
    /** The same key to the same endpoint. */
    CONSISTENT_HASH;

    /** False if endpoints' weights make no difference to it. */
    public boolean weighs() {
        return this != ROUND_ROBIN && this != RANDOM;
    }
}
