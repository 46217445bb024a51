package io.telpher.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for a breaker whatever happens, beside a list of every call that ended. */
class BreakerPropertiesTest {
    private static final Outcome BROKEN = Outcome.failed(Failure.upstream(Failure.Kind.RESET, false, "gone"));
    private static final Outcome GIVEN_UP = Outcome.failed(Failure.downstream(Failure.Kind.CANCELLED, "left"));
    private static final long MILLI = 1_000_000L;

    private record Ended(long atNanos, boolean failed) {}

    /** A call that ends in some way, so many milliseconds after the last. */
    record Step(int what, int millis) {}

    @Provide
    Arbitrary<List<Step>> stories() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 4_000))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 300)
    void itOpensExactlyWhenTheWindowHasTheFailuresAndTheShare(
            @ForAll("stories") List<Step> story,
            @ForAll @LongRange(min = Long.MIN_VALUE, max = Long.MAX_VALUE) long start,
            @ForAll @IntRange(min = 1, max = 6) int failures,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
        BreakerConfig config =
                new BreakerConfig(failures, percent, Duration.ofSeconds(10), Duration.ofSeconds(30), 2, 1, true);
        ManualTimers timers = new ManualTimers(start);
        Breaker breaker = new Breaker(config, timers, BreakerEvents.NONE);
        List<Ended> ended = new ArrayList<>();
        for (Step step : story) {
            timers.advanceNanos(step.millis * MILLI);
            Outcome outcome = step.what < 3 ? Outcome.DONE : step.what < 5 ? BROKEN : GIVEN_UP;
            Objects.requireNonNull(breaker.admit()).accept(outcome);
            if (outcome != GIVEN_UP) {
                ended.add(new Ended(timers.nanos(), outcome == BROKEN));
            }
            if (breaker.standing().state() == BreakerState.OPEN) {
                assertThat(outcome).isSameAs(BROKEN);
                assertThat(widths().anyMatch(width -> reaches(ended, timers.nanos(), width, config)))
                        .isTrue();
                return;
            }
            if (outcome == BROKEN) {
                assertThat(widths().allMatch(width -> reaches(ended, timers.nanos(), width, config)))
                        .isFalse();
            }
        }
    }

    /** Within which a call may be forgotten: between 95 and 100 percent of the window, in milliseconds. */
    private static IntStream widths() {
        return IntStream.rangeClosed(9_500, 10_000);
    }

    private static boolean reaches(List<Ended> ended, long now, long millis, BreakerConfig config) {
        List<Ended> within =
                ended.stream().filter(one -> now - one.atNanos < millis * MILLI).toList();
        int failed = (int) within.stream().filter(Ended::failed).count();
        return new Window.Count(within.size(), failed).reaches(config);
    }

    @Property(tries = 200)
    void howeverCallsAreSpacedNoMoreThanTheProbesRunWhileItIsHalfOpen(
            @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 3) Integer> doings,
            @ForAll @IntRange(min = 1, max = 4) int probes) {
        ManualTimers timers = new ManualTimers();
        Breaker breaker = new Breaker(
                new BreakerConfig(1, 1, Duration.ofSeconds(10), Duration.ofSeconds(30), 1_000, probes, true),
                timers,
                BreakerEvents.NONE);
        Objects.requireNonNull(breaker.admit()).accept(BROKEN);
        timers.advanceNanos(30_000 * MILLI);
        Deque<Permit> running = new ArrayDeque<>();
        for (int doing : doings) {
            Permit permit = doing < 2 ? breaker.admit() : null;
            if (permit != null) {
                running.add(permit);
            } else if (doing == 2 && !running.isEmpty()) {
                running.poll().accept(Outcome.DONE);
            } else if (doing == 3 && !running.isEmpty()) {
                running.poll().accept(GIVEN_UP);
            }
            assertThat(running).hasSizeLessThanOrEqualTo(probes);
            assertThat(breaker.admits()).isEqualTo(running.size() < probes);
        }
    }

    @Property(tries = 5)
    void manyThreadsLoseNoCall(@ForAll @IntRange(min = 2, max = 4) int threads) throws InterruptedException {
        Window window = new Window(10_000 * MILLI, 0);
        AtomicInteger failures = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int seed = t;
            all.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 5_000; i++) {
                    boolean failed = (i * 31 + seed) % 3 == 0;
                    failures.addAndGet(failed ? 1 : 0);
                    window.add(failed, i * MILLI);
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(window.count(5_000 * MILLI)).isEqualTo(new Window.Count(5_000 * threads, failures.get()));
    }
}
