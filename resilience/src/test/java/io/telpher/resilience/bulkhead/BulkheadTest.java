package io.telpher.resilience.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Priority;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final ManualTimers timers = new ManualTimers();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<Priority> granted = new ConcurrentLinkedQueue<>();
    private final BulkheadEvents events = new BulkheadEvents() {
        @Override
        public void limited(int limit) {}

        @Override
        public void waits(int change) {}

        @Override
        public void refused(Priority priority, Why why) {
            refusals.add(priority + " " + why);
        }
    };
    private final List<Thread> threads = new ArrayList<>();

    private Bulkhead bulkhead(int concurrent, int waiting) {
        return new Bulkhead(
                new BulkheadConfig(concurrent, waiting, Duration.ofSeconds(1), null), new Waiter(timers), events);
    }

    /** Comes on a thread of its own, and is known to wait. */
    private void waits(Bulkhead bulkhead, Priority priority) throws InterruptedException {
        int before = timers.pending();
        comes(bulkhead, priority);
        timers.awaitPending(before + 1);
    }

    private void comes(Bulkhead bulkhead, Priority priority) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                if (bulkhead.enter(priority)) {
                    granted.add(priority);
                }
            } catch (InterruptedException e) {
                refusals.add("interrupted");
            }
        }));
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void asManyAsThereArePlacesEnterAndTheNextWaitsAndIsRefusedAfterItsTime() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(2, 1);
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        waits(bulkhead, Priority.NORMAL);
        assertThat(bulkhead.waiting()).isEqualTo(1);
        assertThat(bulkhead.enter(Priority.NORMAL)).isFalse();
        assertThat(refusals).containsExactly("NORMAL FULL");
        timers.advance(Duration.ofSeconds(1));
        join();
        assertThat(refusals).containsExactly("NORMAL FULL", "NORMAL WAITED");
        assertThat(bulkhead.waiting()).isZero();
        assertThat(bulkhead.used()).isEqualTo(2);
    }

    @Test
    void whoeverGivesAPlaceBackGivesItToTheMostImportantWhoWaits() throws Exception {
        Bulkhead bulkhead = bulkhead(1, 10);
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        for (Priority priority :
                List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.NORMAL, Priority.HIGH)) {
            waits(bulkhead, priority);
        }
        for (int i = 1; i <= 5; i++) {
            bulkhead.leave();
            int count = i;
            Eventually.see(granted::size, size -> size == count);
        }
        join();
        assertThat(granted)
                .containsExactly(Priority.HIGH, Priority.HIGH, Priority.NORMAL, Priority.NORMAL, Priority.LOW);
        bulkhead.leave();
        assertThat(bulkhead.used()).isZero();
        assertThat(timers.pending()).isZero();
    }

    @Test
    void aFullWaitingRoomMakesRoomForTheMoreImportant() throws Exception {
        Bulkhead bulkhead = bulkhead(1, 2);
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        waits(bulkhead, Priority.LOW);
        waits(bulkhead, Priority.NORMAL);
        comes(bulkhead, Priority.HIGH);
        threads.getFirst().join(); // the one who has made room
        Eventually.see(bulkhead::waiting, waiting -> waiting == 2);
        assertThat(bulkhead.enter(Priority.LOW)).isFalse();
        assertThat(refusals).containsExactlyInAnyOrder("LOW DISPLACED", "LOW FULL");
        bulkhead.leave();
        bulkhead.leave();
        timers.advance(Duration.ofSeconds(2));
        join();
        assertThat(granted).containsExactlyInAnyOrder(Priority.HIGH, Priority.NORMAL);
    }

    @Test
    void theLastFifthIsNotForLowPriorityAndWhatIsCriticalIsNeverRefused() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(10, 0);
        for (int i = 0; i < 8; i++) {
            assertThat(bulkhead.enter(Priority.LOW)).isTrue();
        }
        assertThat(bulkhead.enter(Priority.LOW)).isFalse();
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        assertThat(bulkhead.enter(Priority.HIGH)).isTrue();
        assertThat(bulkhead.enter(Priority.HIGH)).isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(bulkhead.enter(Priority.CRITICAL)).isTrue();
        }
        assertThat(bulkhead.used()).isEqualTo(20);
    }

    @Test
    void aWaitThatIsInterruptedTakesNoPlace() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 1);
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        waits(bulkhead, Priority.NORMAL);
        threads.getFirst().interrupt();
        join();
        assertThat(refusals).containsExactly("interrupted");
        bulkhead.leave();
        assertThat(bulkhead.used()).isZero();
        assertThat(bulkhead.waiting()).isZero();
    }

    @Test
    void aLargerLimitServesThoseWhoWaitAtOnceAndASmallerOneTakesNobodyOut() throws InterruptedException {
        Bulkhead bulkhead = bulkhead(1, 5);
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
        waits(bulkhead, Priority.NORMAL);
        bulkhead.configure(new BulkheadConfig(2, 5, Duration.ofSeconds(1), null));
        join();
        assertThat(granted).hasSize(1);
        bulkhead.configure(new BulkheadConfig(1, 0, Duration.ofSeconds(1), null));
        assertThat(bulkhead.used()).isEqualTo(2);
        bulkhead.leave();
        assertThat(bulkhead.enter(Priority.NORMAL)).isFalse();
        bulkhead.leave();
        assertThat(bulkhead.enter(Priority.NORMAL)).isTrue();
    }

    @Property(tries = 100)
    void withoutWaitingItIsACounterThatNeverExceedsItsLimit(
            @ForAll @IntRange(min = 1, max = 20) int limit,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 4) Integer> doings)
            throws InterruptedException {
        Bulkhead bulkhead = bulkhead(limit, 0);
        int inside = 0;
        for (int doing : doings) {
            if (doing < 3) {
                Priority priority = Priority.values()[doing + 1];
                int places = priority == Priority.LOW ? Math.max(1, limit * 80 / 100) : limit;
                assertThat(bulkhead.enter(priority)).isEqualTo(inside < places);
                inside += inside < places ? 1 : 0;
            } else if (inside > 0) {
                bulkhead.leave();
                inside--;
            }
            assertThat(bulkhead.used()).isEqualTo(inside);
        }
    }

    @Property(tries = 10)
    void manyThreadsNeverExceedTheLimitAndNobodyIsForgotten(@ForAll @IntRange(min = 1, max = 4) int limit)
            throws InterruptedException {
        Bulkhead bulkhead = bulkhead(limit, 1_000); // time stands still: whoever waits is served or hangs
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < 20; t++) {
            Priority priority = Priority.values()[1 + t % 3];
            all.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 200; i++) {
                    try {
                        assertThat(bulkhead.enter(priority)).isTrue();
                    } catch (InterruptedException e) {
                        return;
                    }
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    bulkhead.leave();
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(most.get()).isLessThanOrEqualTo(limit);
        assertThat(bulkhead.used()).isZero();
        assertThat(bulkhead.waiting()).isZero();
        assertThat(timers.pending()).isZero();
    }
}
