package io.telpher.resilience.limit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;

/**
 * Token buckets, as the generic cell rate algorithm keeps them: of each, only when it will be full again. What is missing is
 * the time until then, and a token is the time that it takes to come.
 */
final class Buckets implements Tallies {
    private final Limit limit;
    private final long unitNanos;
    private final long sizeNanos;
    private final long[] fullAt;

    Buckets(Limit limit, int size) {
        this.limit = limit;
        this.unitNanos = limit.unitNanos();
        this.sizeNanos = limit.burst() * unitNanos;
        this.fullAt = new long[size];
    }

    @Override
    public Tallies ofSize(int size) {
        return new Buckets(limit, size);
    }

    @Override
    public void begin(int slot, long now) {
        fullAt[slot] = now;
    }

    @Override
    public void move(int slot, Tallies from, int fromSlot) {
        fullAt[slot] = ((Buckets) from).fullAt[fromSlot];
    }

    @Override
    public long used(int slot, long now) {
        return Math.max(0, fullAt[slot] - now);
    }

    @Override
    public Decision look(int slot, long cost, long now) {
        long missing = used(slot, now);
        long free = sizeNanos - missing;
        long remaining = Math.max(0, free / unitNanos);
        if (cost > limit.burst()) {
            return new Decision(false, remaining, missing, Decision.NEVER, 0);
        }
        long retry = Math.max(0, cost * unitNanos - free);
        return new Decision(retry == 0, remaining, missing, retry, 0);
    }

    @Override
    public void take(int slot, long cost, long now) {
        fullAt[slot] = now + used(slot, now) + cost * unitNanos;
    }

    @Override
    public void giveBack(int slot, long cost, long then) {
        fullAt[slot] -= cost * unitNanos;
    }
}
