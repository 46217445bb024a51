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
 */
public record Check(Limit limit, String key, long cost, boolean binding) {

    /** Refuses a negative cost. */
    public Check {
        if (cost < 0 || cost > Limit.AMOUNT_MAX) {
            throw new IllegalArgumentException("a cost is from 0 to " + Limit.AMOUNT_MAX);
        }
    }
}
