package io.telpher.balance.health;

/**
 * How often an endpoint was ejected of late, and until when it sits out.
 *
 * @param times ejections that are remembered
 * @param untilNanos when the last one is over
 */
record Ejection(int times, long untilNanos) {
    /** Never. */
    static final Ejection NEVER = new Ejection(0, 0);

    /**
     * One more: twice as long as the last, up to the longest time. Whoever has been back for as long as that begins anew.
     */
    Ejection again(OutlierConfig config, long nowNanos) {
        long max = config.timeMax().toNanos();
        boolean forgotten = times == 0 || nowNanos - untilNanos > max;
        int count = forgotten ? 1 : times + 1;
        long time = config.time().toNanos();
        for (int i = 1; i < count && time < max; i++) {
            time = Math.min(max, 2 * time);
        }
        return new Ejection(count, nowNanos + time);
    }
}
