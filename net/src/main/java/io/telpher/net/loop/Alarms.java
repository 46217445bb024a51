package io.telpher.net.loop;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import org.jspecify.annotations.Nullable;

/**
 * The alarms of one loop, in a wheel of {@value #SLOTS} slots of {@link #TICK_NANOS}. Moving an alarm to a later time is
 * one assignment: it is put where it belongs when its old slot comes up. An alarm rings at most a tick late, never early.
 */
public final class Alarms {
    /** How exact alarms are: about 67 milliseconds. */
    public static final long TICK_NANOS = 1L << 26;

    private static final int SLOTS = 1024;

    private final Timers timers;
    private final @Nullable Alarm[] wheel = new Alarm[SLOTS];
    private final Runnable turn = this::turn;
    private int count;
    private long doneTick;
    private @Nullable Subscription pending;

    /** No alarms yet. */
    public Alarms(Timers timers) {
        this.timers = timers;
    }

    /** Sets an alarm, in place of what it was set to. */
    public void set(Alarm alarm, long atNanos) {
        alarm.atNanos = atNanos;
        if (alarm.slot != Alarm.NOWHERE) {
            if (atNanos - alarm.slotNanos >= 0) {
                return;
            }
            unlink(alarm);
        }
        if (count == 0 && pending == null) {
            long now = timers.nanos();
            doneTick = now >> 26;
            await(now);
        }
        link(alarm);
    }

    /** True if an alarm for this time would be set in time: known without a look at the clock, so some that would are not. */
    public boolean inTime(long atNanos) {
        return pending != null && (atNanos >> 26) - doneTick > 1;
    }

    /** Takes an alarm off. */
    public void clear(Alarm alarm) {
        if (alarm.slot != Alarm.NOWHERE) {
            unlink(alarm);
        }
    }

    private void link(Alarm alarm) {
        long tick = Math.max((alarm.atNanos + TICK_NANOS - 1) >> 26, doneTick + 1);
        tick = Math.min(tick, doneTick + SLOTS - 1);
        int slot = (int) (tick & (SLOTS - 1));
        alarm.slot = slot;
        alarm.slotNanos = tick << 26;
        Alarm head = wheel[slot];
        alarm.previous = null;
        alarm.next = head;
        if (head != null) {
            head.previous = alarm;
        }
        wheel[slot] = alarm;
        count++;
    }

    private void unlink(Alarm alarm) {
        Alarm before = alarm.previous;
        Alarm after = alarm.next;
        if (before != null) {
            before.next = after;
        } else {
            wheel[alarm.slot] = after;
        }
        if (after != null) {
            after.previous = before;
        }
        alarm.previous = null;
        alarm.next = null;
        alarm.slot = Alarm.NOWHERE;
        count--;
    }

    private void turn() {
        pending = null;
        long now = timers.nanos();
        long nowTick = now >> 26;
        if (nowTick - doneTick >= SLOTS) {
            doneTick = nowTick - SLOTS; // the loop was away for a whole turn: every slot is due once
        }
        while (doneTick < nowTick) {
            doneTick++;
            visit((int) (doneTick & (SLOTS - 1)), now);
        }
        if (count > 0 && pending == null) {
            await(timers.nanos());
        }
    }

    /** Turns at the next tick, not a tick from now: else an alarm could be two ticks late. */
    private void await(long now) {
        pending = timers.after(TICK_NANOS - (now & (TICK_NANOS - 1)), turn);
    }

    /** Empties a slot; what is not due yet goes to another, never back to this one. */
    private void visit(int slot, long now) {
        Alarm alarm;
        while ((alarm = wheel[slot]) != null) {
            unlink(alarm);
            if (alarm.atNanos - now <= 0) {
                alarm.ring();
            } else {
                link(alarm);
            }
        }
    }
}
