package io.telpher.net.flood;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Says how short the process is of what, and when it is worth a collection to know. What lives in the heap is only known
 * after one: what is in use now includes garbage, and would raise an alarm before every ordinary collection. So a collection
 * is asked for when the old generation is nearly full and nobody knows of what, and while the heap is short: otherwise few
 * requests make no garbage, nothing is collected, and the alarm lasts for ever. Time is an argument; for one thread.
 */
final class PressureJudge {
    private static final double UNKNOWN_FROM = 0.85;
    private static final long SELDOM_NANOS = 5_000_000_000L;
    private static final long OFTEN_NANOS = 1_000_000_000L;

    /** What is to be done: the level with the resource that it is due to, and whether a collection is worth it. */
    record Verdict(Level level, Resource because, boolean worse, boolean news, boolean collect) {}

    private final List<Shortage> shortages =
            Arrays.stream(Resource.values()).map(Shortage::new).toList();
    private Level before = Level.CALM;
    private long collections = -1;
    private long collectedNanos;

    /**
     * Judges.
     *
     * @return among others {@code news}: if the readings can show what was done since they were last acted on
     */
    Verdict judge(Readings readings, long nowNanos) {
        boolean collected = readings.collections() != collections;
        if (collected) {
            collections = readings.collections();
            collectedNanos = nowNanos;
        }
        shortages.forEach(one -> one.judge(readings.share(one.resource()), nowNanos));
        Shortage worst =
                shortages.stream().max(Comparator.comparing(Shortage::level)).orElseThrow();
        boolean worse = worst.level().compareTo(before) > 0;
        before = worst.level();
        boolean others =
                shortages.stream().anyMatch(one -> one.resource() != Resource.HEAP && one.level() == worst.level());
        return new Verdict(
                worst.level(), worst.resource(), worse, worse || others || collected, collect(readings, nowNanos));
    }

    private Level level(Resource resource) {
        return shortages.stream()
                .filter(one -> one.resource() == resource)
                .findFirst()
                .orElseThrow()
                .level();
    }

    private boolean collect(Readings readings, long nowNanos) {
        Level heap = level(Resource.HEAP);
        long pause = heap == Level.SCARCE ? OFTEN_NANOS : SELDOM_NANOS;
        boolean wanted = heap != Level.CALM || readings.heapUsed() >= UNKNOWN_FROM;
        return wanted && nowNanos - collectedNanos >= pause;
    }
}
