package io.telpher.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaiterTest {

    /** A timer that fires before {@code after} has even returned, at exactly the time it was asked for. */
    private static final class Hasty implements Timers {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            now += delayNanos;
            task.run();
            return () -> {};
        }
    }

    /** A clock that moves by itself between two looks, and a timer that fires on the dot of its own first look. */
    private static final class Drifting implements Timers {
        private long now;

        @Override
        public long nanos() {
            return now++;
        }

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            now += delayNanos;
            task.run();
            return () -> {};
        }
    }

    @Test
    void aTimerThatFiresBeforeTheThreadParksIsNotMissed() throws InterruptedException {
        assertThat(new Waiter(new Hasty()).await(new Cell<>(), 1_000)).isFalse();
    }

    @Test
    void aTimerThatFiresOnTheDotEndsTheWait() throws InterruptedException {
        assertThat(new Waiter(new Drifting()).await(new Cell<>(), 1_000)).isFalse();
    }

    @Test
    void aValueThatIsThereIsNotWaitedFor() throws InterruptedException {
        Cell<String> cell = new Cell<>();
        cell.complete("here");
        assertThat(new Waiter(new Hasty()).await(cell, 0)).isTrue();
        assertThat(cell.join()).isEqualTo("here");
    }
}
