package io.telpher.resilience.limit;

import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;

/**
 * What one limit remembers of many keys, side by side in arrays, and its arithmetic: pure, told what time it is, in
 * nanoseconds since a fixed moment that do not go back. Not safe for several threads.
 */
interface Tallies {

    /** Those of a limit, for so many keys, of which none has been seen. */
    static Tallies of(Limit limit, int size) {
        return switch (limit.algorithm()) {
            case TOKEN_BUCKET, GCRA -> new Buckets(limit, size);
            case LEAKY_BUCKET -> new Queues(limit, size);
            case FIXED_WINDOW -> new FixedWindows(limit, size);
            case SLIDING_WINDOW -> new SlidingWindows(limit, size);
            case SLIDING_LOG -> new SlidingLogs(limit, size);
        };
    }

    /** Those of the same limit, for so many other keys. */
    Tallies ofSize(int size);

    /** Forgets what was in a slot: a key that has not been seen is there now. */
    void begin(int slot, long now);

    /** Remembers in a slot what {@code from}, which is of the same limit, remembers in another. */
    void move(int slot, Tallies from, int fromSlot);

    /** How much of its quota a key has used, by some measure; 0 if it is as if it had never been seen. */
    long used(int slot, long now);

    /** What the limit says to so many units, without taking them. */
    Decision look(int slot, long cost, long now);

    /** Takes so many units, which a look at the same time has allowed. */
    void take(int slot, long cost, long now);

    /** Gives back what was taken {@code then}, as if it had not been. */
    void giveBack(int slot, long cost, long then);

    /** Takes so many units if the limit allows it, for who waits for however long. */
    default Decision tryTake(int slot, long cost, long now) {
        return tryTake(slot, cost, Check.PATIENT, now);
    }

    /**
     * Takes so many units if the limit allows it, and the turn comes within {@code patience}.
     *
     * @return what it says, with what remains after them
     */
    default Decision tryTake(int slot, long cost, long patience, long now) {
        Decision seen = look(slot, cost, now).within(patience);
        if (!seen.allowed() || cost == 0) {
            return seen;
        }
        take(slot, cost, now);
        Decision left = look(slot, 0, now);
        return new Decision(true, left.remaining(), left.resetNanos(), 0, seen.waitNanos());
    }
}
