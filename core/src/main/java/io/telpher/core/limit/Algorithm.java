package io.telpher.core.limit;

/** How a limit is counted. */
public enum Algorithm {
    /** A bucket of {@link Limit#burst} tokens that is filled at the limit's rate: a burst at once, then the rate. */
    TOKEN_BUCKET,
    /**
     * A queue of {@link Limit#burst} places that is emptied at the limit's rate: who finds a place waits for its turn
     * ({@link Decision#waitNanos}), so that what leaves is evenly spaced.
     */
    LEAKY_BUCKET,
    /** A count that begins anew with each period of the clock; twice the amount can pass around the boundary. */
    FIXED_WINDOW,
    /**
     * A count over the last period, whenever one looks: of this period and, in part, of the one before, as if that had been
     * spread evenly. Few bytes for each key; off by at most the unevenness of the period before.
     */
    SLIDING_WINDOW,
    /** The moment of each unit in the last period: exact, at the price of memory for each unit. */
    SLIDING_LOG,
    /**
     * The generic cell rate algorithm: units evenly spaced at the limit's rate, {@link Limit#burst} of them at once. The
     * arithmetic of the token bucket, seen from the other side.
     */
    GCRA
}
