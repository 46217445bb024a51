package io.telpher.core.limit;

/**
 * One question to a {@link Limiter}.
 *
 * @param limit which limit
 * @param key whose quota: a user, an address, a route; no secret, it may stand in a store. Quotas are told apart by the
 *     limit's name and this
 * @param cost how many units, from 0, which only looks
 * @param binding true if it is taken only together with the other binding ones of its batch; false if it counts for itself,
 *     whatever becomes of the others
 * @param patienceNanos who would have to wait longer than this for a turn is refused, and takes no place
 */
public record Check(Limit limit, String key, long cost, boolean binding, long patienceNanos) {
    /** However long one waits. */
    public static final long PATIENT = Long.MAX_VALUE;

    /** One by somebody who waits for however long it takes. */
    public Check(Limit limit, String key, long cost, boolean binding) {
        this(limit, key, cost, binding, PATIENT);
    }

    /** Refuses a negative cost. */
    public Check {
        if (cost < 0 || cost > Limit.AMOUNT_MAX) {
            throw new IllegalArgumentException("a cost is from 0 to " + Limit.AMOUNT_MAX);
        }
    }
}
