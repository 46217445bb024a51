package io.telpher.engines.redis;

import io.telpher.core.limit.Check;
import io.telpher.core.limit.Limit;

/** One check as the script is asked it. Immutable, but for whoever changes the bytes of its key. */
final class LimitAsk {
    private final Limit limit;
    private final byte[] key;
    private final long cost;
    private final Kind kind;
    private final double extra;
    private final long held;

    /** What is asked. */
    enum Kind {
        TAKE(0),
        /** As much of the cost as there is, and units on lease beside. */
        LEASE(1),
        GIVE_BACK(2),
        /** Give back, and hold nothing any more. */
        END_LEASE(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** What the script calls it. */
        byte code() {
            return code;
        }
    }

    /**
     * A check.
     *
     * @param limit which limit
     * @param key the key in Redis
     * @param cost how many units
     * @param kind what is asked
     * @param extra the units wanted on lease, or when (in the server's microseconds) what is given back was taken, or how
     *     long (in nanoseconds) one waits for a turn at most, -1 for however long
     * @param held the units on lease that are not used up
     */
    LimitAsk(Limit limit, byte[] key, long cost, Kind kind, double extra, long held) {
        this.limit = limit;
        this.key = key;
        this.cost = cost;
        this.kind = kind;
        this.extra = extra;
        this.held = held;
    }

    static LimitAsk take(Limit limit, byte[] key, long cost, long patienceNanos) {
        double patience = patienceNanos == Check.PATIENT ? -1 : patienceNanos;
        return new LimitAsk(limit, key, cost, Kind.TAKE, patience, 0);
    }

    LimitAsk with(long otherCost) {
        return new LimitAsk(limit, key, otherCost, kind, extra, held);
    }

    LimitAsk givenBack(double then) {
        return new LimitAsk(limit, key, cost, Kind.GIVE_BACK, then, 0);
    }

    Limit limit() {
        return limit;
    }

    byte[] key() {
        return key;
    }

    long cost() {
        return cost;
    }

    /** How long one waits for a turn at most. */
    long patienceNanos() {
        return kind == Kind.TAKE && extra >= 0 ? (long) extra : Check.PATIENT;
    }

    Kind kind() {
        return kind;
    }

    double extra() {
        return extra;
    }

    long held() {
        return held;
    }
}
