package io.telpher.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AlarmsTest {
    private static final long TICK = Alarms.TICK_NANOS;

    /** Time that the test moves. */
    private static final class Hands implements Timers {
        private long now;
        private boolean busy;
        private final List<Task> tasks = new ArrayList<>();

        private record Task(long atNanos, Runnable run) {}

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Subscription after(long delayNanos, Runnable run) {
            Task task = new Task(now + delayNanos, run);
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        /** Goes there, stopping for each task on the way, or, as a loop that was busy, only at the end. */
        void to(long end, boolean away) {
            busy = away;
            while (true) {
                Task first = null;
                for (Task task : tasks) {
                    if (task.atNanos() <= end && (first == null || task.atNanos() < first.atNanos())) {
                        first = task;
                    }
                }
                if (first == null) {
                    break;
                }
                tasks.remove(first);
                now = Math.max(now, busy ? end : first.atNanos());
                first.run().run();
            }
            now = end;
        }
    }

    private static final class Noted extends Alarm {
        private final Hands hands;
        private long dueNanos;
        private boolean set;

        Noted(Hands hands) {
            this.hands = hands;
        }

        @Override
        protected void ring() {
            assertThat(set).as("only what is set rings").isTrue();
            assertThat(hands.nanos() - dueNanos).as("never early").isNotNegative();
            assertThat(hands.nanos() - dueNanos)
                    .as("at most a tick late, unless the loop was")
                    .isLessThanOrEqualTo(hands.busy ? Long.MAX_VALUE : TICK);
            set = false;
        }
    }

    @Property(tries = 300)
    void alarmsRingOnceNeverEarlyAndAtMostATickLate(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
        Random random = new Random(seed);
        Hands hands = new Hands();
        hands.now = random.nextLong() >> 2; // a clock may begin anywhere, below zero too
        Alarms alarms = new Alarms(hands);
        List<Noted> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Noted(hands));
        }
        for (int step = 0; step < 200; step++) {
            Noted one = all.get(random.nextInt(count));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    one.dueNanos = hands.now + delay(random);
                    one.set = true;
                    if (alarms.inTime(one.dueNanos)) {
                        assertThat(one.dueNanos - hands.now)
                                .as("in time is what is to come")
                                .isPositive();
                    }
                    alarms.set(one, one.dueNanos);
                }
                case 2 -> {
                    one.set = false;
                    alarms.clear(one);
                }
                default -> {
                    boolean busy = random.nextInt(8) == 0;
                    hands.to(hands.now + delay(random), busy);
                    for (Noted each : all) {
                        assertThat(each.set ? hands.now - each.dueNanos : 0)
                                .as("at most a tick late")
                                .isLessThanOrEqualTo(TICK);
                    }
                }
            }
        }
        hands.to(hands.now + 5000 * TICK, false);
        assertThat(all).noneMatch(each -> each.set);
        assertThat(hands.tasks).as("nothing is scheduled when nothing is set").isEmpty();
    }

    /** From nothing at all to several turns of the wheel. */
    private static long delay(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong(TICK);
            case 1 -> random.nextLong(20 * TICK);
            case 2 -> random.nextLong(3000 * TICK);
            default -> TICK * random.nextInt(3);
        };
    }
}
