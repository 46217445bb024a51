package io.telpher.core.limit;

/**
 * What a {@link Limiter} says to a {@link Check}.
 *
 * @param allowed true if its own limit allows it: whether it was taken depends on the others, too
 * @param remaining how many units could be taken now, after what was taken
 * @param resetNanos how long until the whole quota is there again if nobody asks meanwhile
 * @param retryNanos how long until the same check can be allowed if nobody else asks; 0 if it is, {@link #NEVER} if it
 *     costs more than the limit ever has
 * @param waitNanos how long to wait before going on: the turn in the queue of a leaky bucket, 0 for all others
 */
public record Decision(boolean allowed, long remaining, long resetNanos, long retryNanos, long waitNanos) {
    /** No waiting helps. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The same for who waits no longer than this: refused if the turn comes later. */
    public Decision within(long patienceNanos) {
        return waitNanos <= patienceNanos
                ? this
                : new Decision(false, remaining, resetNanos, waitNanos - patienceNanos, 0);
    }
}
