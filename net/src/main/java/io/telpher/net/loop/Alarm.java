package io.telpher.net.loop;

import org.jspecify.annotations.Nullable;

/** A deadline that moves often and is rarely reached: a connection's time-out. Confined to one loop; one place at a time. */
public abstract class Alarm {
    static final int NOWHERE = -1;

    @Nullable
    Alarm previous;

    @Nullable
    Alarm next;

    int slot = NOWHERE;
    long slotNanos;
    long atNanos;

    /** The time has come; the alarm is cleared and may be set again. */
    protected abstract void ring();
}
