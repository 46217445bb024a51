package io.telpher.httpnetty.loop;

import io.telpher.core.Subscription;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import io.telpher.net.loop.Alarms;
import org.jspecify.annotations.Nullable;

/**
 * An alarm that is never late: among the loop's {@link Alarms} until shortly before its time, then a timer of its own, which
 * only those pay for that come so close. Confined to its loop.
 */
public abstract class PreciseAlarm extends Alarm {
    private final Loop loop;
    private long dueNanos;
    private @Nullable Subscription last;

    protected PreciseAlarm(Loop loop) {
        this.loop = loop;
    }

    /** The time has come; it may be set again. */
    protected abstract void due();

    /** Sets it, in place of what it was set to. */
    public final void set(long nanos) {
        dueNanos = nanos;
        approach();
    }

    private void approach() {
        forget();
        long shortlyBefore = dueNanos - Alarms.TICK_NANOS;
        if (loop.alarms().inTime(shortlyBefore)) {
            loop.alarms().set(this, shortlyBefore);
            return;
        }
        long left = dueNanos - loop.nanos();
        if (left > 2 * Alarms.TICK_NANOS) {
            loop.alarms().set(this, shortlyBefore);
        } else {
            loop.alarms().clear(this);
            last = loop.after(Math.max(0, left), this::strike);
        }
    }

    /** Takes it off. */
    public final void clear() {
        forget();
        loop.alarms().clear(this);
    }

    private void forget() {
        Subscription timer = last;
        if (timer != null) {
            last = null;
            timer.close();
        }
    }

    @Override
    protected final void ring() {
        approach();
    }

    private void strike() {
        last = null;
        if (dueNanos - loop.nanos() > 0) {
            approach(); // the timer's own rounding
        } else {
            due();
        }
    }
}
