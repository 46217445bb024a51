package io.telpher.resilience.limit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The moment of every unit of the last period, for each key in a ring that grows as it is used. Never more than the amount
 * in any period: moments are rounded to ticks, of which a period has some millions, always so that a unit counts a little
 * too long.
 */
final class SlidingLogs implements Tallies {
    /** A period has at most 2 to the power of this. */
    private static final int TICKS_BITS = 24;

    private static final int FIRST_LENGTH = 4;

    private final Limit limit;
    private final int amount;
    private final long tickNanos;
    private final long periodTicks;
    /** The moment of the newest unit, in ticks. The rings hold its lower half, as all others are within a period of it. */
    private final long[] newest;

    private final int[] @Nullable [] ring;
    private final int[] head;
    private final int[] count;

    SlidingLogs(Limit limit, int size) {
        this.limit = limit;
        this.amount = Math.toIntExact(limit.amount());
        this.tickNanos = tick(limit.periodNanos());
        this.periodTicks = Math.ceilDiv(limit.periodNanos(), tickNanos);
        this.newest = new long[size];
        this.ring = new int[size][];
        this.head = new int[size];
        this.count = new int[size];
    }

    /** A power of ten, so that periods that people think of are whole ticks. */
    private static long tick(long periodNanos) {
        long tick = 1;
        while ((periodNanos / tick) >> TICKS_BITS > 0) {
            tick *= 10;
        }
        return tick;
    }

    @Override
    public Tallies ofSize(int size) {
        return new SlidingLogs(limit, size);
    }

    @Override
    public void begin(int slot, long now) {
        ring[slot] = null;
        count[slot] = 0;
    }

    @Override
    public void move(int slot, Tallies from, int fromSlot) {
        SlidingLogs other = (SlidingLogs) from;
        newest[slot] = other.newest[fromSlot];
        ring[slot] = other.ring[fromSlot];
        head[slot] = other.head[fromSlot];
        count[slot] = other.count[fromSlot];
    }

    @Override
    public long used(int slot, long now) {
        long ticks = Math.floorDiv(now, tickNanos);
        if (count[slot] == 0 || ticks - newest[slot] >= periodTicks) {
            begin(slot, now);
            return 0;
        }
        while (age(slot, 0, ticks) >= periodTicks) {
            head[slot] = (head[slot] + 1) % moments(slot).length;
            count[slot]--;
        }
        return count[slot];
    }

    private int[] moments(int slot) {
        int[] known = ring[slot];
        if (known == null) {
            known = new int[Math.min(FIRST_LENGTH, amount)];
            ring[slot] = known;
            head[slot] = 0;
        }
        return known;
    }

    /** The place in the ring of the unit that is so many after the oldest. */
    private int place(int slot, int after) {
        return (head[slot] + after) % moments(slot).length;
    }

    private long age(int slot, int after, long ticks) {
        int since = (int) ticks - moments(slot)[place(slot, after)]; // within an int, though the moments are not
        return since;
    }

    @Override
    public Decision look(int slot, long cost, long now) {
        long used = used(slot, now);
        long remaining = amount - used;
        long reset = used == 0 ? 0 : (newest[slot] + periodTicks) * tickNanos - now;
        if (cost <= remaining) {
            return new Decision(true, remaining, reset, 0, 0);
        }
        if (cost > amount) {
            return new Decision(false, remaining, reset, Decision.NEVER, 0);
        }
        int last = (int) (used + cost - amount) - 1;
        long ticks = Math.floorDiv(now, tickNanos);
        long retry = (ticks - age(slot, last, ticks) + periodTicks) * tickNanos - now;
        return new Decision(false, remaining, reset, retry, 0);
    }

    @Override
    public void take(int slot, long cost, long now) {
        int used = (int) used(slot, now);
        long moment = Math.max(Math.ceilDiv(now, tickNanos), used == 0 ? Long.MIN_VALUE : newest[slot]);
        int[] moments = grown(slot, used + (int) cost);
        for (int i = 0; i < cost; i++) {
            moments[place(slot, used + i)] = (int) moment;
        }
        count[slot] = used + (int) cost;
        newest[slot] = moment;
    }

    private int[] grown(int slot, int needed) {
        int[] before = moments(slot);
        if (needed <= before.length) {
            return before;
        }
        int[] moments = new int[Math.min(amount, Math.max(needed, 2 * before.length))];
        for (int i = 0; i < count[slot]; i++) {
            moments[i] = before[place(slot, i)];
        }
        ring[slot] = moments;
        head[slot] = 0;
        return moments;
    }

    @Override
    public void giveBack(int slot, long cost, long then) {
        int moment = (int) Math.ceilDiv(then, tickNanos);
        int[] moments = new int[count[slot]];
        int kept = 0;
        long left = cost;
        for (int i = 0; i < moments.length; i++) {
            int one = moments(slot)[place(slot, i)];
            if (one == moment && left > 0) {
                left--;
            } else {
                moments[kept++] = one;
            }
        }
        replace(slot, Arrays.copyOf(moments, kept));
    }

    private void replace(int slot, int[] moments) {
        count[slot] = moments.length;
        head[slot] = 0;
        ring[slot] = moments.length == 0 ? null : moments;
        if (moments.length > 0) {
            newest[slot] -= (int) newest[slot] - moments[moments.length - 1];
        }
    }
}
