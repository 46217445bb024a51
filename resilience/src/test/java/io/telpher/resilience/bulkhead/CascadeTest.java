package io.telpher.resilience.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Priority;
import io.telpher.core.Waiter;
import io.telpher.resilience.breaker.Breaker;
import io.telpher.resilience.breaker.BreakerConfig;
import io.telpher.resilience.breaker.BreakerEvents;
import io.telpher.resilience.breaker.Permit;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The story of the source: C calls B, B calls A, and A is dead, so that connecting to it takes five seconds and fails. Each
 * service has a hundred threads; a third of what C is asked it does itself, a third B does, a third needs A. Five minutes at
 * 90 requests a second, under virtual time; the table is printed.
 */
class CascadeTest {
    private static final int THREADS = 100;
    private static final long MILLI = 1_000_000L;
    private static final long CONNECT_NANOS = 5_000 * MILLI;

    private final ManualTimers timers = new ManualTimers();
    private final Waiter waiter = new Waiter(timers);

    private static BulkheadConfig bound(int places) {
        return new BulkheadConfig(places, 0, Duration.ZERO, null);
    }

    /** A service with its threads. */
    private final class Node {
        final Bulkhead threads = new Bulkhead(bound(THREADS), waiter, BulkheadEvents.NONE);
        int answered;
        int most;

        void work(Consumer<Runnable> job) {
            if (!enter(threads)) {
                return;
            }
            most = Math.max(most, threads.used());
            job.accept(threads::leave);
        }

        int percentOf(int wanted) {
            return Math.round(100f * answered / wanted);
        }
    }

    private static boolean enter(Bulkhead bulkhead) {
        try {
            return bulkhead.enter(Priority.NORMAL);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record Seen(int successB, int successC, int threadsB, int threadsC, int sentToA) {}

    private Seen story(String name, @Nullable BreakerConfig breaks, int share) {
        Node b = new Node();
        Node c = new Node();
        int[] sent = {0};
        Breaker breaker = breaks == null ? null : new Breaker(breaks, timers, BreakerEvents.NONE);
        Bulkhead ofA = new Bulkhead(bound(share), waiter, BulkheadEvents.NONE);
        int requests = 300 * 90;
        for (int i = 0; i < requests; i++) {
            timers.advanceNanos(1_000 * MILLI / 90);
            int kind = i % 3;
            c.work(endC -> {
                if (kind == 0) {
                    after(10, () -> succeeded(c, endC));
                    return;
                }
                boolean[] taken = {false};
                b.work(endB -> {
                    taken[0] = true;
                    if (kind == 1) {
                        after(10, () -> {
                            succeeded(b, endB);
                            succeeded(c, endC);
                        });
                        return;
                    }
                    callA(breaker, ofA, sent, () -> {
                        endB.run(); // an error: neither has answered
                        endC.run();
                    });
                });
                if (!taken[0]) {
                    endC.run();
                }
            });
        }
        timers.advanceNanos(60_000 * MILLI);
        Seen seen = new Seen(b.percentOf(requests * 2 / 3), c.percentOf(requests), b.most, c.most, sent[0]);
        System.out.printf(
                "%-22s B answers %3d%%, at most %3d threads; C answers %3d%%, at most %3d threads; sent to A: %d%n",
                name, seen.successB, seen.threadsB, seen.successC, seen.threadsC, seen.sentToA);
        return seen;
    }

    private void callA(@Nullable Breaker breaker, Bulkhead ofA, int[] sent, Runnable failed) {
        Permit permit = breaker == null ? null : breaker.admit();
        if (breaker != null && permit == null) {
            failed.run();
            return;
        }
        if (!enter(ofA)) {
            if (permit != null) {
                permit.abandoned();
            }
            failed.run();
            return;
        }
        sent[0]++;
        timers.after(CONNECT_NANOS, () -> {
            ofA.leave();
            if (permit != null) {
                permit.failed(timers.nanos(), "no connection in time");
            }
            failed.run();
        });
    }

    private void after(long millis, Runnable action) {
        timers.after(millis * MILLI, action);
    }

    private static void succeeded(Node node, Runnable end) {
        node.answered++;
        end.run();
    }

    @Test
    void withoutGuardsADeadServiceTakesTheOthersWithItAndWithThemItDoesNot() {
        Seen bare = story("no guard", null, Integer.MAX_VALUE);
        Seen bulkhead = story("bulkhead of 30", null, 30);
        Seen breaker = story("breaker", BreakerConfig.DEFAULT, Integer.MAX_VALUE);
        Seen both = story("breaker and bulkhead", BreakerConfig.DEFAULT, 30);

        assertThat(bare.threadsB).isEqualTo(THREADS);
        assertThat(bare.threadsC).isEqualTo(THREADS);
        assertThat(bare.successB).isLessThan(40); // of 50 that do not need A
        assertThat(bare.successC).isLessThan(55); // of 67

        assertThat(bulkhead.successB).isEqualTo(50);
        assertThat(bulkhead.successC).isEqualTo(67);
        assertThat(bulkhead.threadsB).isLessThan(35);

        assertThat(breaker.successB).isGreaterThanOrEqualTo(49); // until it has opened, once
        assertThat(breaker.successC).isGreaterThanOrEqualTo(65);
        assertThat(breaker.sentToA).isLessThan(bare.sentToA / 20);

        assertThat(both.successB).isEqualTo(50);
        assertThat(both.successC).isEqualTo(67);
        assertThat(both.threadsB).isLessThan(35);
        assertThat(both.sentToA).isLessThan(60);
    }

    @Test
    void ifBHangsSeventyOfAHundredAreStillServed() { // a share of 30 for each dependency, L1383-1390 of the source
        Bulkhead ofB = new Bulkhead(BulkheadConfig.of(BulkheadConfig.SHARE), waiter, BulkheadEvents.NONE);
        Bulkhead all = new Bulkhead(bound(THREADS), waiter, BulkheadEvents.NONE);
        int held = 0;
        for (int i = 0; i < 1_000; i++) { // more for B than there are threads at all
            if (i < BulkheadConfig.SHARE) {
                assertThat(enter(ofB) && enter(all)).isTrue();
                held++;
            } else {
                assertThat(ofB.used()).isEqualTo(ofB.limit()); // whoever comes now waits outside, or is refused
            }
        }
        int served = 0;
        while (enter(all)) {
            served++;
        }
        assertThat(held).isEqualTo(30);
        assertThat(served).isEqualTo(70);
    }
}
