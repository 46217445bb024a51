package io.telpher.balance.algorithm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A moving average of response times that believes bad news at once and good news slowly: a slower answer becomes the
 * average, a faster one pulls it down by an exponential with a time constant of ten seconds. Without any answers it decays
 * likewise, so that a candidate that was slow is tried again.
 *
 * <p>Average and time share one long, so that several threads can change them without a lock: a float of nanoseconds, and
 * the time in ticks of 65 microseconds.
 */
public final class PeakEwma {
    private static final double DECAY_NANOS = 10e9;
    private static final int TICK_SHIFT = 16;

    private final AtomicLong state = new AtomicLong();

    /** Counts an answer that took {@code elapsedNanos}. */
    public void observe(long elapsedNanos, long nowNanos) {
        int now = ticks(nowNanos);
        long before;
        long after;
        do {
            before = state.get();
            after = pack((float) next(before, elapsedNanos, now), later(before, now));
        } while (after != before && !state.compareAndSet(before, after));
    }

    private static double next(long state, long elapsedNanos, int now) {
        float average = average(state);
        if (elapsedNanos > average) {
            return elapsedNanos;
        }
        double rest = rest(state, now);
        return average * rest + elapsedNanos * (1 - rest);
    }

    /** What it stands at, in nanoseconds; 0 if there was never an answer. */
    public double nanos(long nowNanos) {
        long known = state.get();
        return average(known) * rest(known, ticks(nowNanos));
    }

    /** What is left of the average by now. A clock that another thread read a little earlier takes nothing. */
    private static double rest(long state, int now) {
        int passed = now - (int) state;
        return passed <= 0 ? 1 : Math.exp(-((double) passed * (1 << TICK_SHIFT)) / DECAY_NANOS);
    }

    private static int later(long state, int now) {
        return average(state) != 0 && now - (int) state < 0 ? (int) state : now;
    }

    private static int ticks(long nanos) {
        return (int) (nanos >> TICK_SHIFT);
    }

    private static float average(long state) {
        return Float.intBitsToFloat((int) (state >>> 32));
    }

    private static long pack(float average, int ticks) {
        return ((long) Float.floatToRawIntBits(average) << 32) | (ticks & 0xffffffffL);
    }
}
