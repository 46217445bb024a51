package io.telpher.resilience.limit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;

/**
 * Leaky buckets that queue: of each, only when the next unit may leave. Whoever takes a unit leaves at that moment, and is
 * told how long to wait; the queue is the time that those before still need. A place that is given up is lost unless it is
 * the last: those behind it have been told when to leave, and two may not leave at once.
 */
final class Queues implements Tallies {
    private final Limit limit;
    private final long unitNanos;
    private final long lengthNanos;
    private final long[] nextAt;

    Queues(Limit limit, int size) {
        this.limit = limit;
        this.unitNanos = limit.unitNanos();
        this.lengthNanos = limit.burst() * unitNanos;
        this.nextAt = new long[size];
    }

    @Override
    public Tallies ofSize(int size) {
        return new Queues(limit, size);
    }

    @Override
    public void begin(int slot, long now) {
        nextAt[slot] = now;
    }

    @Override
    public void move(int slot, Tallies from, int fromSlot) {
        nextAt[slot] = ((Queues) from).nextAt[fromSlot];
    }

    @Override
    public long used(int slot, long now) {
        return Math.max(0, nextAt[slot] - now);
    }

    /** One unit leaves at once and so many as there are places wait: what a unit of several needs is its own length, too. */
    @Override
    public Decision look(int slot, long cost, long now) {
        long wait = used(slot, now);
        long free = lengthNanos - wait;
        long remaining = free < 0 ? 0 : Math.min(limit.burst(), free / unitNanos + 1);
        if (cost > limit.burst() + 1) {
            return new Decision(false, remaining, wait, Decision.NEVER, 0);
        }
        long retry = Math.max(0, Math.max(0, cost - 1) * unitNanos - free);
        return new Decision(retry == 0, remaining, wait, retry, retry == 0 ? wait : 0);
    }

    @Override
    public void take(int slot, long cost, long now) {
        nextAt[slot] = now + used(slot, now) + cost * unitNanos;
    }

    /** Only for who leaves at once, {@code then}: later places are not known here. */
    @Override
    public void giveBack(int slot, long cost, long then) {
        if (nextAt[slot] == then + cost * unitNanos) {
            nextAt[slot] = then;
        }
    }
}
