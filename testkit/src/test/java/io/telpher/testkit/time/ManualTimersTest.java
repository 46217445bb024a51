package io.telpher.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimersTest {
    private final ManualTimers timers = new ManualTimers();
    private final List<String> ran = new ArrayList<>();

    @Test
    void timeStandsStillUntilItIsAdvanced() {
        timers.after(1, () -> ran.add("task"));

        assertThat(timers.nanos()).isZero();
        assertThat(ran).isEmpty();
        timers.advanceNanos(1);
        assertThat(timers.nanos()).isEqualTo(1);
        assertThat(ran).containsExactly("task");
    }

    @Test
    void tasksRunInTheOrderOfTheirTimesAndThenOfTheirRequests() {
        timers.after(20, () -> ran.add("late " + timers.nanos()));
        timers.after(10, () -> ran.add("first " + timers.nanos()));
        timers.after(10, () -> ran.add("second " + timers.nanos()));

        timers.advanceNanos(100);

        assertThat(ran).containsExactly("first 10", "second 10", "late 20");
    }

    @Test
    void aTaskAskedForOnTheWayRunsWithinTheSameStretch() {
        timers.after(10, () -> timers.after(10, () -> ran.add("at " + timers.nanos())));

        timers.advanceNanos(19);
        assertThat(ran).isEmpty();
        timers.advanceNanos(1);
        assertThat(ran).containsExactly("at 20");
    }

    @Test
    void aClosedSubscriptionNeverRuns() {
        Subscription subscription = timers.after(10, () -> ran.add("task"));
        assertThat(timers.pending()).isOne();
        assertThat(timers.nanosToNext()).isEqualTo(10);

        subscription.close();
        subscription.close();
        timers.advanceNanos(10);

        assertThat(timers.pending()).isZero();
        assertThat(timers.nanosToNext()).isEqualTo(-1);
        assertThat(ran).isEmpty();
    }

    @Test
    void timeMayBeginShortlyBeforeItsNumbersOverflow() {
        ManualTimers late = new ManualTimers(Long.MAX_VALUE - 5);
        late.after(10, () -> ran.add("task"));

        late.advanceNanos(9);
        assertThat(ran).isEmpty();
        late.advanceNanos(1);
        assertThat(ran).containsExactly("task");
    }

    @Test
    void aThreadThatWaitsByThemGoesOnWhenTimeIsAdvanced() throws Exception {
        Waiter waiter = new Waiter(timers);
        Thread sleeper = Thread.ofVirtual().start(() -> {
            try {
                waiter.sleep(Duration.ofHours(1).toNanos());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ran.add("awake");
        });

        timers.awaitPending(1);
        timers.advance(Duration.ofHours(1));
        sleeper.join();

        assertThat(ran).containsExactly("awake");
    }
}
