package io.telpher.net.flood;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Rates of many addresses in a table of fixed size: a place holds the time at which its tokens are all back (the generic
 * cell rate algorithm). Two addresses that share a place share a rate; which ones do cannot be known from outside. Time
 * is an argument; for any thread.
 */
final class Rates {
    private static final int PLACES = 1 << 16;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final AtomicLongArray fullAt = new AtomicLongArray(PLACES);
    private final long seed;
    private final long startNanos;
    private final long costNanos;
    private final long burstNanos;

    /**
     * @param perSecond how many an address may do in a second
     * @param burst how many at once
     * @param seed makes the places unknown to others
     */
    Rates(int perSecond, int burst, long seed, long startNanos) {
        this.costNanos = Math.max(1, SECOND_NANOS / perSecond);
        this.burstNanos = costNanos * burst;
        this.seed = seed;
        this.startNanos = startNanos;
    }

    /** Takes one. @return false if the address has none left */
    boolean take(Prefix who, long nowNanos) {
        int place = place(who);
        long now = nowNanos - startNanos;
        while (true) {
            long before = fullAt.get(place);
            long after = Math.max(before, now) + costNanos;
            if (after - now > burstNanos) {
                return false;
            }
            if (fullAt.compareAndSet(place, before, after)) {
                return true;
            }
        }
    }

    private int place(Prefix who) {
        long mixed = (who.bits() ^ seed) * 0x9E3779B97F4A7C15L + who.kind();
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 48) & (PLACES - 1);
    }
}
