package io.telpher.bench.limits;

import io.telpher.core.Failure;
import io.telpher.core.Waiter;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Limit;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Presses the bound of what leases let pass beyond a limit: four nodes and one key with a fixed window, by turns of two
 * windows. In the first they ask for less than it allows, to its end, so that all have units on lease when the second begins;
 * in that they ask for as much as they can. What passes then beyond the amount are the leases of the window before.
 *
 * <p>Windows are those of Redis' clock, which is this machine's. A turn at whose end a check or we ourselves were held up is left
 * out: it could have been counted in the window after.
 */
final class Overshoot {
    private static final int NODES = 4;
    private static final double PART = 0.05;
    private static final long PERIOD_MILLIS = 1000;
    private static final long QUIET_MILLIS = 200;
    private static final long HELD_UP_MILLIS = 100;
    private static final Limit NARROW =
            Limit.window("narrow", Algorithm.FIXED_WINDOW, 20_000, TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS));
    private static final double EASY_RATE = 0.8 * 20_000;
    private static final int WORKERS = 4;
    private static final int UNDISTURBED = 64;

    private final Loops loops;
    private final Waiter waiter;
    private final Nodes nodes;
    private final List<Asker> askers = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private volatile Phase phase = Phase.QUIET;

    /** What the askers do. */
    private enum Phase {
        QUIET,
        EASY,
        HARD
    }

    /** Makes nodes of which all together may hold this part on lease. */
    interface Nodes {
        RedisEngine node(double part) throws Exception;
    }

    Overshoot(Loops loops, Waiter waiter, Nodes nodes) {
        this.loops = loops;
        this.waiter = waiter;
        this.nodes = nodes;
    }

    void begin() throws Exception {
        for (int i = 0; i < NODES; i++) {
            Asker asker = new Asker(loops.all().get(i % loops.all().size()), nodes.node(PART));
            askers.add(asker);
            asker.loop.execute(asker::tick);
        }
        loops.all().getFirst().start(() -> {
            try {
                while (true) {
                    turn();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What passed in the second window of a turn. */
    private record Turn(long admitted, long checks, boolean disturbed) {}

    private void turn() throws InterruptedException {
        until(0);
        LimitBench.each(askers, Asker::loop, Asker::forget);
        phase = Phase.EASY;
        until(PERIOD_MILLIS - QUIET_MILLIS);
        phase = Phase.QUIET;
        until(PERIOD_MILLIS);
        phase = Phase.HARD;
        askers.forEach(asker -> asker.loop.execute(asker::press));
        boolean late = until(2 * PERIOD_MILLIS - QUIET_MILLIS);
        phase = Phase.QUIET;
        until(2 * PERIOD_MILLIS - QUIET_MILLIS / 2);
        long[] sums = new long[3];
        LimitBench.each(askers, Asker::loop, asker -> asker.addTo(sums));
        boolean disturbed = late || sums[2] > TimeUnit.MILLISECONDS.toNanos(HELD_UP_MILLIS);
        synchronized (turns) {
            turns.add(new Turn(sums[0], sums[1], disturbed));
        }
    }

    /** Waits for this moment of the next or current two windows. @return true if we were held up */
    private boolean until(long millis) throws InterruptedException {
        long both = 2 * PERIOD_MILLIS;
        long left = Math.floorMod(millis - System.currentTimeMillis(), both);
        if (left > both - HELD_UP_MILLIS) {
            left = 0;
        }
        waiter.sleep(TimeUnit.MILLISECONDS.toNanos(left));
        return Math.floorMod(System.currentTimeMillis() - millis, both) > HELD_UP_MILLIS;
    }

    void measure(long nanos) throws InterruptedException {
        synchronized (turns) {
            turns.clear();
        }
        Measured measured = Measured.begin(waiter.ticker());
        waiter.sleep(Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(6 * PERIOD_MILLIS)));
        long over = Long.MIN_VALUE;
        int disturbed = 0;
        int count;
        synchronized (turns) {
            count = turns.size();
            for (Turn turn : turns) {
                measured.add(turn.checks, turn.admitted, 0, new Latencies());
                disturbed += turn.disturbed ? 1 : 0;
                over = turn.disturbed ? over : Math.max(over, turn.admitted - NARROW.amount());
            }
        }
        measured.end("turns " + count + " disturbed " + disturbed + " bound " + (long) (NARROW.burst() * PART)
                + (disturbed < count ? " over " + over : ""));
    }

    /** Who asks one node. Confined to one loop. */
    private final class Asker {
        private final Loop loop;
        private final RedisEngine node;
        private long admitted;
        private long checks;
        private long slowestNanos;
        private double owed;
        private long tickedNanos;

        Asker(Loop loop, RedisEngine node) {
            this.loop = loop;
            this.node = node;
        }

        Loop loop() {
            return loop;
        }

        void addTo(long[] sums) {
            sums[0] += admitted;
            sums[1] += checks;
            sums[2] = Math.max(sums[2], slowestNanos);
        }

        void forget() {
            admitted = 0;
            checks = 0;
            slowestNanos = 0;
        }

        void tick() {
            long now = loop.nanos();
            owed = phase == Phase.EASY ? Math.min(owed + EASY_RATE / NODES * (now - tickedNanos) / 1e9, 200) : 0;
            tickedNanos = now;
            for (; owed >= 1; owed--) {
                loop.start(() -> ask(Phase.EASY));
            }
            loop.after(TimeUnit.MILLISECONDS.toNanos(1), this::tick);
        }

        void press() {
            for (int i = 0; i < WORKERS; i++) {
                loop.start(() -> {
                    for (int asked = 1; phase == Phase.HARD; asked++) {
                        ask(Phase.HARD);
                        if (asked % UNDISTURBED == 0) {
                            Thread.yield();
                        }
                    }
                });
            }
        }

        private void ask(Phase when) {
            long began = loop.nanos();
            try {
                boolean allowed = node.limits()
                        .check(List.of(new Check(NARROW, "everybody", 1, true)))
                        .getFirst()
                        .allowed();
                if (allowed && when == Phase.HARD) {
                    admitted++;
                }
            } catch (Failure | InterruptedException e) {
                slowestNanos = TimeUnit.MINUTES.toNanos(1); // somebody's, and nobody knows where it was counted
            }
            checks++;
            slowestNanos = when == Phase.HARD ? Math.max(slowestNanos, loop.nanos() - began) : slowestNanos;
        }
    }
}
