package io.telpher.testkit.contract;

import static io.telpher.core.limit.Algorithm.FIXED_WINDOW;
import static io.telpher.core.limit.Algorithm.GCRA;
import static io.telpher.core.limit.Algorithm.LEAKY_BUCKET;
import static io.telpher.core.limit.Algorithm.SLIDING_LOG;
import static io.telpher.core.limit.Algorithm.SLIDING_WINDOW;
import static io.telpher.core.limit.Algorithm.TOKEN_BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Limiter} does. Time is the implementation's own: it must stand still, and at the beginning of a minute of
 * its clock, but for what {@link #pass} says.
 */
public abstract class LimiterContract {
    private static final long MINUTE = 60_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** The one that is tested; nothing has been asked of it under the names that begin with {@link #prefix}. */
    protected abstract Limiter limiter();

    /** Lets so much time pass on the limiter's clock. */
    protected abstract void pass(Duration time);

    /** What the names of limits begin with: another for each test, where a store remembers. */
    protected String prefix() {
        return "contract";
    }

    private Limit window(Algorithm algorithm, long amount) {
        return Limit.window(prefix() + algorithm + amount, algorithm, amount, MINUTE);
    }

    private Limit rate(Algorithm algorithm, long amount, long burst) {
        return new Limit(prefix() + algorithm + burst, algorithm, amount, SECOND, burst);
    }

    private Decision take(Limit limit, String key, long cost) throws Exception {
        return limiter().check(List.of(new Check(limit, key, cost, true))).getFirst();
    }

    private int allowed(Limit limit, String key, int tries) throws Exception {
        int count = 0;
        for (int i = 0; i < tries; i++) {
            count += take(limit, key, 1).allowed() ? 1 : 0;
        }
        return count;
    }

    @Test
    void aBucketIsTakenAtOnceAndFillsAtItsRate() throws Exception {
        Limit limit = rate(TOKEN_BUCKET, 10, 100);
        assertThat(take(limit, "a", 1)).isEqualTo(new Decision(true, 99, SECOND / 10, 0, 0));
        pass(Duration.ofSeconds(1));
        assertThat(take(limit, "a", 1).remaining()).as("100 again, less one").isEqualTo(99);
        assertThat(allowed(limit, "a", 200)).isEqualTo(99);
        assertThat(take(limit, "a", 1)).isEqualTo(new Decision(false, 0, 10 * SECOND, SECOND / 10, 0));
        pass(Duration.ofSeconds(2));
        assertThat(allowed(limit, "a", 200)).isEqualTo(20);
    }

    @Test
    void evenlySpacedUnitsPassAndNoOthers() throws Exception {
        Limit limit = rate(GCRA, 10, 1);
        for (int i = 0; i < 5; i++) {
            assertThat(allowed(limit, "a", 2)).isEqualTo(1);
            pass(Duration.ofMillis(99));
            assertThat(take(limit, "a", 1)).isEqualTo(new Decision(false, 0, 1_000_000, 1_000_000, 0));
            pass(Duration.ofMillis(1));
        }
    }

    @Test
    void aQueueTellsEachWhenItLeavesAndRefusesWhenFull() throws Exception {
        Limit limit = rate(LEAKY_BUCKET, 10, 100);
        for (int i = 0; i <= 100; i++) {
            Decision decision = take(limit, "a", 1);
            assertThat(decision.allowed()).isTrue();
            assertThat(decision.waitNanos()).isEqualTo(i * SECOND / 10);
        }
        assertThat(take(limit, "a", 1)).isEqualTo(new Decision(false, 0, 101 * SECOND / 10, SECOND / 10, 0));
        pass(Duration.ofMillis(100));
        assertThat(take(limit, "a", 1).waitNanos()).isEqualTo(10 * SECOND);
    }

    @Test
    void twiceTheAmountPassesWhereTwoFixedWindowsMeet() throws Exception {
        Limit limit = window(FIXED_WINDOW, 100);
        pass(Duration.ofSeconds(59));
        assertThat(allowed(limit, "a", 150)).isEqualTo(100);
        assertThat(take(limit, "a", 1)).isEqualTo(new Decision(false, 0, SECOND, SECOND, 0));
        pass(Duration.ofSeconds(1));
        assertThat(allowed(limit, "a", 150)).isEqualTo(100);
    }

    @Test
    void aSlidingLogKnowsNoBoundary() throws Exception {
        Limit limit = window(SLIDING_LOG, 100);
        pass(Duration.ofSeconds(59));
        assertThat(allowed(limit, "a", 150)).isEqualTo(100);
        pass(Duration.ofSeconds(1));
        assertThat(allowed(limit, "a", 150)).isZero();
        pass(Duration.ofSeconds(58));
        assertThat(allowed(limit, "a", 150)).isZero();
        pass(Duration.ofSeconds(2)); // a second more than needed, as moments may be rounded
        assertThat(allowed(limit, "a", 150)).isEqualTo(100);
    }

    @Test
    void aSlidingWindowForgetsThePeriodBeforeLittleByLittle() throws Exception {
        Limit limit = window(SLIDING_WINDOW, 100);
        pass(Duration.ofSeconds(59));
        assertThat(allowed(limit, "a", 150)).isEqualTo(100);
        pass(Duration.ofSeconds(1));
        assertThat(allowed(limit, "a", 150))
                .as("at the boundary all of it counts")
                .isZero();
        pass(Duration.ofSeconds(15));
        assertThat(allowed(limit, "a", 150)).as("a quarter is forgotten").isEqualTo(25);
        pass(Duration.ofSeconds(15));
        assertThat(allowed(limit, "a", 150)).as("another quarter").isEqualTo(25);
    }

    @Test
    void whoWaitsAsLongAsToldIsAllowed() throws Exception {
        for (Limit limit : List.of(
                rate(TOKEN_BUCKET, 10, 20),
                rate(GCRA, 10, 20),
                window(FIXED_WINDOW, 20),
                window(SLIDING_WINDOW, 20),
                window(SLIDING_LOG, 20))) {
            for (long cost : new long[] {1, 7, 20}) {
                allowed(limit, "patient", 20);
                Decision refused = take(limit, "patient", cost);
                assertThat(refused.allowed()).as("%s %s", limit, cost).isFalse();
                pass(Duration.ofNanos(refused.retryNanos())
                        .plusMillis(1)); // a store may count in less than nanoseconds
                assertThat(take(limit, "patient", cost).allowed())
                        .as("%s %s after %s", limit, cost, refused)
                        .isTrue();
            }
        }
    }

    @Test
    void whoCannotWaitForHisTurnIsRefusedAndTakesNoPlace() throws Exception {
        Limit limit = rate(LEAKY_BUCKET, 10, 20);
        List<Check> hurried =
                List.of(new Check(limit, "a", 1, true, Duration.ofMillis(250).toNanos()));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Decision decision = limiter().check(hurried).getFirst();
            if (decision.allowed()) {
                waits.add(Duration.ofNanos(decision.waitNanos()).toMillis());
            } else {
                assertThat(decision.retryNanos())
                        .as("until the turn is within its time")
                        .isEqualTo(50_000_000);
            }
        }
        assertThat(waits).containsExactly(0L, 100L, 200L);
        assertThat(Duration.ofNanos(take(limit, "a", 1).waitNanos()))
                .as("of who has the time: nobody stands in vain before him")
                .isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aCostAboveTheWholeIsNeverAllowed() throws Exception {
        for (Limit limit : List.of(
                rate(TOKEN_BUCKET, 10, 20),
                rate(GCRA, 10, 20),
                window(FIXED_WINDOW, 20),
                window(SLIDING_WINDOW, 20),
                window(SLIDING_LOG, 20))) {
            Decision refused = take(limit, "big", 21);
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.retryNanos()).isEqualTo(Decision.NEVER);
            assertThat(refused.remaining()).as("nothing was taken of it").isEqualTo(20);
        }
    }

    @Test
    void aCostOfNothingOnlyLooks() throws Exception {
        Limit limit = window(FIXED_WINDOW, 3);
        take(limit, "a", 1);
        assertThat(take(limit, "a", 0).remaining()).isEqualTo(2);
        assertThat(take(limit, "a", 0).remaining()).isEqualTo(2);
    }

    @Test
    void keysAndLimitsAreCountedApart() throws Exception {
        assertThat(allowed(window(FIXED_WINDOW, 3), "a", 9)).isEqualTo(3);
        assertThat(allowed(window(FIXED_WINDOW, 3), "b", 9)).isEqualTo(3);
        assertThat(allowed(window(FIXED_WINDOW, 4), "a", 9)).isEqualTo(4);
    }

    @Test
    void ofABatchAllOrNoneAreTaken() throws Exception {
        Limit narrow = window(FIXED_WINDOW, 1);
        Limit wide = window(SLIDING_LOG, 10);
        Limit bucket = rate(TOKEN_BUCKET, 10, 10);
        List<Check> batch = List.of(
                new Check(wide, "a", 1, true), new Check(narrow, "a", 1, true), new Check(bucket, "a", 1, true));
        List<Decision> first = limiter().check(batch);
        assertThat(first).allMatch(Decision::allowed);
        List<Decision> second = limiter().check(batch);
        assertThat(second).extracting(Decision::allowed).containsExactly(true, false, true);
        assertThat(take(wide, "a", 0).remaining()).isEqualTo(9);
        assertThat(take(bucket, "a", 0).remaining()).isEqualTo(9);
    }

    @Test
    void aCheckThatIsNotBindingCountsForItself() throws Exception {
        Limit narrow = window(FIXED_WINDOW, 1);
        Limit shadow = window(SLIDING_WINDOW, 10);
        List<Check> batch = List.of(new Check(narrow, "a", 1, true), new Check(shadow, "a", 1, false));
        for (int i = 0; i < 3; i++) {
            limiter().check(batch);
        }
        assertThat(take(shadow, "a", 0).remaining()).isEqualTo(7);
        List<Check> other = List.of(new Check(narrow, "a", 1, false), new Check(shadow, "a", 1, true));
        assertThat(limiter().check(other)).extracting(Decision::allowed).containsExactly(false, true);
        assertThat(take(shadow, "a", 0).remaining())
                .as("taken though the other was refused")
                .isEqualTo(6);
    }

    @Test
    void noBatchIsAnsweredByNothing() throws Exception {
        assertThat(limiter().check(List.of())).isEmpty();
    }
}
