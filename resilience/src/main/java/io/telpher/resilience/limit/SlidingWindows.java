package io.telpher.resilience.limit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;

/**
 * Counts over the last period, made of two: that of this period of the clock, and that of the one before, of which counts
 * the part that the last period still covers, as if it had come evenly spread.
 *
 * <p>So it is exact to two units for even traffic. At worst, when the whole amount came at the end of one period and the next takes all it
 * is given, what passes within one period is {@code amount * (1 + f)}, where f is the part of the next that has passed by
 * its end: less than twice the amount, and never at once, but at no more than the limit's rate.
 */
final class SlidingWindows implements Tallies {
    /** Periods are counted in units of which there are no more than this, so that no product overflows. */
    private static final int PERIOD_BITS = 33;

    private final Limit limit;
    private final long periodNanos;
    private final int shift;
    private final long period;
    private final long[] window;
    /** Of this period in the upper half, of the one before in the lower. */
    private final long[] counts;

    SlidingWindows(Limit limit, int size) {
        this.limit = limit;
        this.periodNanos = limit.periodNanos();
        this.shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(periodNanos) - PERIOD_BITS);
        this.period = periodNanos >> shift;
        this.window = new long[size];
        this.counts = new long[size];
    }

    @Override
    public Tallies ofSize(int size) {
        return new SlidingWindows(limit, size);
    }

    private long windowOf(long now) {
        return Math.floorDiv(now, periodNanos);
    }

    @Override
    public void begin(int slot, long now) {
        window[slot] = windowOf(now);
        counts[slot] = 0;
    }

    @Override
    public void move(int slot, Tallies from, int fromSlot) {
        SlidingWindows other = (SlidingWindows) from;
        window[slot] = other.window[fromSlot];
        counts[slot] = other.counts[fromSlot];
    }

    private long current(int slot, long at) {
        return window[slot] == at ? counts[slot] >>> 32 : 0;
    }

    private long previous(int slot, long at) {
        return window[slot] == at ? counts[slot] & 0xffff_ffffL : window[slot] == at - 1 ? counts[slot] >>> 32 : 0;
    }

    /** Rounded up, so that rounding never lets more pass. */
    private long still(long previous, long leftNanos) {
        long left = Math.min(period, (leftNanos + (1L << shift) - 1) >> shift);
        return Math.ceilDiv(previous * left, period);
    }

    /** The most time left at which of {@code previous} no more than {@code room} counts still. */
    private long leftFor(long previous, long room) {
        return room >= previous ? periodNanos : (room * period / previous) << shift;
    }

    @Override
    public long used(int slot, long now) {
        long at = windowOf(now);
        return current(slot, at) + still(previous(slot, at), left(now));
    }

    private long left(long now) {
        return periodNanos - Math.floorMod(now, periodNanos);
    }

    @Override
    public Decision look(int slot, long cost, long now) {
        long at = windowOf(now);
        long current = current(slot, at);
        long previous = previous(slot, at);
        long left = left(now);
        long remaining = Math.max(0, limit.amount() - current - still(previous, left));
        long reset = current > 0 ? left + periodNanos : previous > 0 ? left : 0;
        if (cost <= remaining) {
            return new Decision(true, remaining, reset, 0, 0);
        }
        return new Decision(false, remaining, reset, retry(current, previous, left, cost), 0);
    }

    /** In this period if what came before it is in the way, else in the next, when this one is. */
    private long retry(long current, long previous, long left, long cost) {
        if (cost > limit.amount()) {
            return Decision.NEVER;
        }
        long room = limit.amount() - cost - current;
        return room >= 0
                ? Math.max(1, left - leftFor(previous, room))
                : left + periodNanos - leftFor(current, limit.amount() - cost);
    }

    @Override
    public void take(int slot, long cost, long now) {
        long at = windowOf(now);
        counts[slot] = (current(slot, at) + cost) << 32 | previous(slot, at);
        window[slot] = at;
    }

    @Override
    public void giveBack(int slot, long cost, long then) {
        long at = windowOf(then);
        if (window[slot] == at) {
            counts[slot] -= Math.min(cost, counts[slot] >>> 32) << 32;
        } else if (window[slot] == at + 1) {
            counts[slot] -= Math.min(cost, counts[slot] & 0xffff_ffffL);
        }
    }
}
