package io.telpher.balance.algorithm;

/**
 * Who of a fixed list of candidates serves the next call. One is made whenever the list changes; a pick allocates nothing,
 * takes no lock and may happen on several threads at once.
 */
public interface Balancer {
    /** Nobody may be picked. */
    int NONE = -1;

    /**
     * Picks.
     *
     * @param key what calls that belong together have in common; only consistent hashing looks at it
     * @param nowNanos the time
     * @param skip who may not be picked
     * @return a place in the list that was given to the balancer, or {@link #NONE} if all are to be skipped
     */
    int pick(long key, long nowNanos, Skip skip);
}
