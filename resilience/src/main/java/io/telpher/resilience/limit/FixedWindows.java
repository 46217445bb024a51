package io.telpher.resilience.limit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;

/** Counts that begin anew with each period of the clock. */
final class FixedWindows implements Tallies {
    private final Limit limit;
    private final long[] window;
    private final long[] count;

    FixedWindows(Limit limit, int size) {
        this.limit = limit;
        this.window = new long[size];
        this.count = new long[size];
    }

    @Override
    public Tallies ofSize(int size) {
        return new FixedWindows(limit, size);
    }

    private long windowOf(long now) {
        return Math.floorDiv(now, limit.periodNanos());
    }

    @Override
    public void begin(int slot, long now) {
        window[slot] = windowOf(now);
        count[slot] = 0;
    }

    @Override
    public void move(int slot, Tallies from, int fromSlot) {
        FixedWindows other = (FixedWindows) from;
        window[slot] = other.window[fromSlot];
        count[slot] = other.count[fromSlot];
    }

    @Override
    public long used(int slot, long now) {
        return window[slot] == windowOf(now) ? count[slot] : 0;
    }

    @Override
    public Decision look(int slot, long cost, long now) {
        long used = used(slot, now);
        long remaining = limit.amount() - used;
        long left = limit.periodNanos() - Math.floorMod(now, limit.periodNanos());
        long reset = used == 0 ? 0 : left;
        if (cost <= remaining) {
            return new Decision(true, remaining, reset, 0, 0);
        }
        return new Decision(false, remaining, reset, cost > limit.amount() ? Decision.NEVER : left, 0);
    }

    @Override
    public void take(int slot, long cost, long now) {
        count[slot] = used(slot, now) + cost;
        window[slot] = windowOf(now);
    }

    @Override
    public void giveBack(int slot, long cost, long then) {
        if (window[slot] == windowOf(then)) {
            count[slot] = Math.max(0, count[slot] - cost);
        }
    }
}
