package io.telpher.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final Loops loops = new Loops(Transport.best(), 2);
    private final Loop loop = loops.all().getFirst();

    @AfterEach
    void close() {
        loops.close();
    }

    /** Runs on the loop and waits until it has run. */
    private static void on(Loop where, Runnable task) throws Exception {
        Cell<Boolean> done = new Cell<>();
        where.eventLoop().execute(() -> {
            try {
                task.run();
                done.complete(true);
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        done.join();
    }

    private static <T> T join(Cell<T> cell) {
        try {
            return cell.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thisTestRunsWithCarriedThreads() {
        assertThat(Loop.carrying()).isTrue();
    }

    @Test
    void aCarriedThreadRunsAtOnceUntilItParks() throws Exception {
        List<String> seen = new ArrayList<>();
        Cell<Boolean> cell = new Cell<>();
        on(loop, () -> {
            loop.start(() -> {
                seen.add("begins");
                join(cell);
                seen.add("goes on");
            });
            seen.add("parked");
            cell.complete(true);
            seen.add("ended");
        });
        assertThat(seen).containsExactly("begins", "parked", "goes on", "ended");
    }

    @Test
    void whatAThreadWantsDoneIsDoneInOrderWhenItHasYielded() throws Exception {
        List<String> seen = new ArrayList<>();
        Cell<Boolean> cell = new Cell<>();
        on(loop, () -> {
            loop.start(() -> {
                loop.execute(() -> seen.add("first"));
                loop.execute(() -> seen.add("second"));
                seen.add("parks");
                join(cell);
                loop.execute(() -> seen.add("third"));
                seen.add("ends");
            });
            cell.complete(true);
        });
        assertThat(seen).containsExactly("parks", "first", "second", "ends", "third");
    }

    @Test
    void noTaskBeginsBeforeTheOneBeforeItHasEnded() throws Exception {
        List<String> seen = new ArrayList<>();
        Cell<Boolean> other = new Cell<>();
        on(loop, () -> {
            loop.start(() -> {
                join(other);
                loop.execute(() -> seen.add("of the other"));
            });
            loop.start(() -> {
                loop.execute(() -> {
                    seen.add("first begins");
                    other.complete(true);
                    seen.add("first ends");
                });
                loop.execute(() -> seen.add("second"));
            });
        });
        assertThat(seen).containsExactly("first begins", "first ends", "second", "of the other");
    }

    @Test
    void aTaskThatFailsHarmsNeitherTheNextNorWhoeverWokeTheThread() throws Exception {
        List<String> seen = new ArrayList<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        on(loop, () -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, e) -> thrown.set(e));
            loop.start(() -> {
                loop.execute(() -> {
                    throw new IllegalStateException("oops");
                });
                loop.execute(() -> seen.add("next"));
            });
            seen.add("whoever started it");
        });
        assertThat(seen).containsExactly("next", "whoever started it");
        assertThat(thrown.get()).hasMessage("oops");
    }

    @Test
    void aThreadThatDiesLeavesTheLoopUsable() throws Exception {
        List<String> seen = new ArrayList<>();
        on(loop, () -> {
            Thread dying = loop.start(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                throw new IllegalStateException("oops");
            });
            seen.add(dying.isAlive() ? "alive" : "dead");
            loop.execute(() -> seen.add("at once"));
            seen.add("after");
        });
        assertThat(seen).containsExactly("dead", "at once", "after");
    }

    @Test
    void otherThreadsWakeACarriedOne() throws Exception {
        Cell<Thread> elsewhere = new Cell<>();
        Cell<Thread> done = new Cell<>();
        on(
                loop,
                () -> loop.start(() -> {
                    join(elsewhere);
                    loop.execute(() -> done.complete(Thread.currentThread()));
                }));
        Cell<Thread> own = new Cell<>();
        on(loop, () -> own.complete(Thread.currentThread()));
        Thread.ofPlatform().start(() -> elsewhere.complete(Thread.currentThread()));
        assertThat(done.join()).isSameAs(own.join());
    }

    @Test
    void threadsOfTwoLoopsAndOfNoneHandOverWithoutLosingAWakeUp() throws Exception {
        int pairs = 64;
        int rounds = 2_000;
        CountDownLatch through = new CountDownLatch(pairs * 2);
        Loop second = loops.all().get(1);
        for (int i = 0; i < pairs; i++) {
            Relay relay = new Relay(rounds, through);
            boolean carried = i % 4 != 0;
            loop.eventLoop().execute(() -> loop.start(() -> relay.run(0)));
            if (carried) {
                second.eventLoop().execute(() -> second.start(() -> relay.run(1)));
            } else {
                Thread.ofVirtual().start(() -> relay.run(1));
            }
        }
        assertThat(through.await(120, TimeUnit.SECONDS))
                .as("all hand-overs arrived")
                .isTrue();
    }

    /** Two threads that complete each other's cells in turn; each completes some through its loop and some directly. */
    private static final class Relay {
        private final List<Cell<Boolean>> cells = new ArrayList<>();
        private final CountDownLatch through;

        Relay(int rounds, CountDownLatch through) {
            for (int i = 0; i <= rounds; i++) {
                cells.add(new Cell<>());
            }
            cells.getFirst().complete(true);
            this.through = through;
        }

        void run(int from) {
            for (int i = from; i + 1 < cells.size(); i += 2) {
                join(cells.get(i));
                cells.get(i + 1).complete(true);
            }
            through.countDown();
        }
    }

    /** The loops themselves take no such monitor: see {@link Loop}. */
    @Test
    void monitorsThatThreadsOfTwoLoopsContendForStopNeitherLoop() throws Exception {
        int threads = 32;
        int rounds = 500;
        CountDownLatch through = new CountDownLatch(threads * 2);
        AtomicInteger onLoops = new AtomicInteger();
        int[] inMonitor = new int[1];
        for (Loop each : loops.all()) {
            for (int i = 0; i < threads; i++) {
                each.eventLoop()
                        .execute(() -> each.start(() -> {
                            for (int k = 0; k < rounds; k++) {
                                synchronized (inMonitor) {
                                    inMonitor[0]++;
                                }
                                Cell<Boolean> cell = new Cell<>();
                                each.execute(() -> {
                                    onLoops.incrementAndGet();
                                    cell.complete(true);
                                });
                                join(cell);
                            }
                            through.countDown();
                        }));
            }
        }
        assertThat(through.await(120, TimeUnit.SECONDS)).isTrue();
        assertThat(inMonitor[0]).isEqualTo(threads * 2 * rounds);
        assertThat(onLoops).hasValue(threads * 2 * rounds);
    }
}
