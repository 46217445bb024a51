package io.telpher.resilience.retry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long calls took of late, so that a percentile can be told: counts in ranges that grow by an eighth of an octave, so that
 * it is told within 10 %. Two windows take turns; what is older than two is forgotten. No locks.
 */
public final class Latencies {
    /** How long a window lasts. */
    public static final long WINDOW_NANOS = 10_000_000_000L;

    /** With fewer calls nothing is told. */
    public static final int CALLS_MIN = 50;

    private static final int FIRST_OCTAVE = 12; // 4 microseconds
    private static final int OCTAVES = 26;
    private static final int STEPS = 8;
    private static final int RANGES = OCTAVES * STEPS;
    private static final long REFRESH_NANOS = 1_000_000_000L;

    private final double part;
    private final AtomicLongArray[] windows = {new AtomicLongArray(RANGES), new AtomicLongArray(RANGES)};
    private final AtomicLong windowEnds;
    private final AtomicLong refreshes;
    private volatile int current;
    private volatile long known = -1;

    /**
     * Tells one percentile.
     *
     * @param part such as 0.95
     * @param nowNanos the time
     */
    public Latencies(double part, long nowNanos) {
        this.part = part;
        this.windowEnds = new AtomicLong(nowNanos + WINDOW_NANOS);
        this.refreshes = new AtomicLong(nowNanos);
    }

    /** A call took so long. */
    public void record(long nanos, long nowNanos) {
        turn(nowNanos);
        windows[current].incrementAndGet(range(nanos));
    }

    /** The percentile, or -1 as long as too little is known. Reckoned once a second. */
    public long nanos(long nowNanos) {
        long due = refreshes.get();
        if (nowNanos - due >= 0 && refreshes.compareAndSet(due, nowNanos + REFRESH_NANOS)) {
            turn(nowNanos);
            known = reckon();
        }
        return known;
    }

    private void turn(long nowNanos) {
        long end = windowEnds.get();
        if (nowNanos - end < 0 || !windowEnds.compareAndSet(end, nowNanos + WINDOW_NANOS)) {
            return;
        }
        int next = 1 - current;
        clear(windows[next]);
        if (nowNanos - end > WINDOW_NANOS) {
            clear(windows[current]); // nobody called for so long that it is old as well
        }
        current = next;
    }

    private static void clear(AtomicLongArray window) {
        for (int i = 0; i < RANGES; i++) {
            window.lazySet(i, 0);
        }
    }

    private long reckon() {
        long all = 0;
        for (int i = 0; i < RANGES; i++) {
            all += count(i);
        }
        if (all < CALLS_MIN) {
            return -1;
        }
        long left = (long) Math.ceil(all * part);
        for (int i = 0; i < RANGES; i++) {
            left -= count(i);
            if (left <= 0) {
                return upper(i);
            }
        }
        return upper(RANGES - 1);
    }

    private long count(int range) {
        return windows[0].get(range) + windows[1].get(range);
    }

    static int range(long nanos) {
        if (nanos < 1L << FIRST_OCTAVE) {
            return 0;
        }
        int octave = 63 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> (octave - 3)) & (STEPS - 1);
        return Math.min(RANGES - 1, (octave - FIRST_OCTAVE) * STEPS + step);
    }

    /** Where a range ends. */
    static long upper(int range) {
        int octave = range / STEPS + FIRST_OCTAVE;
        return (1L << octave) + (range % STEPS + 1L) * (1L << (octave - 3));
    }
}
