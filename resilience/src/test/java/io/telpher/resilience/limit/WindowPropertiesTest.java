package io.telpher.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What passes in any stretch of time, whatever comes. */
class WindowPropertiesTest {
    private static final long PERIOD = 60_000_000_000L;
    private static final long START = PERIOD * 29_000_000;

    /** A moment at which units passed, and how many. */
    private record Passed(long at, long cost) {}

    /** Sends a unit or a few after each gap, and gives back what passed. */
    private static List<Passed> run(Tallies tallies, List<Long> gaps, long costMax) {
        List<Passed> passed = new ArrayList<>();
        long now = START;
        tallies.begin(0, now);
        for (long gap : gaps) {
            now += gap;
            long cost = 1 + Math.floorMod(gap, costMax);
            if (tallies.tryTake(0, cost, now).allowed()) {
                passed.add(new Passed(now, cost));
            }
        }
        return passed;
    }

    private static long within(List<Passed> passed, int from, long nanos) {
        long sum = 0;
        for (int i = from; i < passed.size() && passed.get(i).at - passed.get(from).at < nanos; i++) {
            sum += passed.get(i).cost;
        }
        return sum;
    }

    @Property
    void aLogLetsNoMoreThanItsAmountPassInAnyPeriod(
            @ForAll @Size(max = 400) List<@LongRange(max = PERIOD / 20) Long> gaps,
            @ForAll @IntRange(min = 1, max = 50) int amount,
            @ForAll @IntRange(min = 1, max = 5) int costMax) {
        Limit limit = Limit.window("log", Algorithm.SLIDING_LOG, amount, PERIOD);
        List<Passed> passed = run(Tallies.of(limit, 1), gaps, costMax);
        for (int i = 0; i < passed.size(); i++) {
            assertThat(within(passed, i, PERIOD)).isLessThanOrEqualTo(amount);
        }
    }

    /** A model that remembers everything agrees, but for rounding that makes units last a little longer. */
    @Property
    void aLogRefusesNothingThatFits(
            @ForAll @Size(max = 400) List<@LongRange(max = PERIOD / 20) Long> gaps,
            @ForAll @IntRange(min = 1, max = 50) int amount) {
        Tallies log = Tallies.of(Limit.window("log", Algorithm.SLIDING_LOG, amount, PERIOD), 1);
        log.begin(0, START);
        long roundedNanos = PERIOD >> 21;
        List<Long> passed = new ArrayList<>();
        long now = START;
        for (long gap : gaps) {
            now += gap;
            long since = now - PERIOD - roundedNanos;
            long still = passed.stream().filter(at -> at > since).count();
            boolean allowed = log.tryTake(0, 1, now).allowed();
            if (still < amount) {
                assertThat(allowed).isTrue();
            }
            if (allowed) {
                passed.add(now);
            }
        }
    }

    @Property
    void aBucketLetsNoMoreThanItsSizeAndItsRatePassInAnyTime(
            @ForAll @Size(max = 400) List<@LongRange(max = 2_000_000_000L) Long> gaps,
            @ForAll @IntRange(min = 1, max = 50) int burst,
            @ForAll @IntRange(min = 1, max = 50) int rate,
            @ForAll @IntRange(min = 1, max = 5) int costMax) {
        Limit limit = new Limit("bucket", Algorithm.TOKEN_BUCKET, rate, 1_000_000_000L, burst);
        List<Passed> passed = run(Tallies.of(limit, 1), gaps, costMax);
        for (int i = 0; i < passed.size(); i++) {
            long sum = 0;
            for (int j = i; j < passed.size(); j++) {
                sum += passed.get(j).cost;
                long filled = (passed.get(j).at - passed.get(i).at) / limit.unitNanos();
                assertThat(sum).isLessThanOrEqualTo(burst + filled);
            }
        }
    }

    @Property
    void aFixedWindowLetsNoMoreThanItsAmountPassInItsPeriods(
            @ForAll @Size(max = 400) List<@LongRange(max = PERIOD / 20) Long> gaps,
            @ForAll @IntRange(min = 1, max = 50) int amount) {
        Limit limit = Limit.window("fixed", Algorithm.FIXED_WINDOW, amount, PERIOD);
        List<Passed> passed = run(Tallies.of(limit, 1), gaps, 1);
        for (Passed one : passed) {
            long window = Math.floorDiv(one.at, PERIOD);
            assertThat(passed.stream()
                            .filter(other -> Math.floorDiv(other.at, PERIOD) == window)
                            .count())
                    .isLessThanOrEqualTo(amount);
        }
    }

    /** The bound that is stated: {@code amount * (1 + f)}, f being the part of the later period that has passed. */
    @Property
    void aSlidingWindowErrsWithinItsBound(
            @ForAll @Size(max = 400) List<@LongRange(max = PERIOD / 20) Long> gaps,
            @ForAll @IntRange(min = 1, max = 50) int amount,
            @ForAll @IntRange(min = 1, max = 5) int costMax) {
        Limit limit = Limit.window("sliding", Algorithm.SLIDING_WINDOW, amount, PERIOD);
        List<Passed> passed = run(Tallies.of(limit, 1), gaps, costMax);
        for (int i = 0; i < passed.size(); i++) {
            long sum = 0;
            for (int j = i; j < passed.size() && passed.get(j).at - passed.get(i).at < PERIOD; j++) {
                sum += passed.get(j).cost;
                boolean same = Math.floorDiv(passed.get(j).at, PERIOD) == Math.floorDiv(passed.get(i).at, PERIOD);
                double part = same ? 0 : (double) Math.floorMod(passed.get(j).at, PERIOD) / PERIOD;
                assertThat((double) sum).isLessThanOrEqualTo(amount * (1 + part));
            }
        }
    }

    @Property
    void aSlidingWindowIsExactToTwoUnitsForEvenTraffic(@ForAll @IntRange(min = 3, max = 50) int amount) {
        Tallies tallies = Tallies.of(Limit.window("sliding", Algorithm.SLIDING_WINDOW, amount, PERIOD), 1);
        tallies.begin(0, START);
        for (int i = 0; i < 5 * amount; i++) {
            assertThat(tallies.tryTake(0, 1, START + i * Math.ceilDiv(PERIOD, amount - 2))
                            .allowed())
                    .isTrue();
        }
    }

    @Property
    void whatLeavesAQueueIsEvenlySpaced(
            @ForAll @Size(max = 400) List<@LongRange(max = 200_000_000L) Long> gaps,
            @ForAll @IntRange(min = 1, max = 20) int places) {
        Limit limit = new Limit("queue", Algorithm.LEAKY_BUCKET, 10, 1_000_000_000L, places);
        Tallies queue = Tallies.of(limit, 1);
        long now = START;
        long last = START - limit.unitNanos();
        queue.begin(0, now);
        for (long gap : gaps) {
            now += gap;
            Decision decision = queue.tryTake(0, 1, now);
            if (decision.allowed()) {
                long leaves = now + decision.waitNanos();
                assertThat(leaves - last).isGreaterThanOrEqualTo(limit.unitNanos());
                assertThat(decision.waitNanos()).isLessThanOrEqualTo(places * limit.unitNanos());
                last = leaves;
            } else {
                assertThat(last - now).as("the queue is full").isGreaterThan((places - 1) * limit.unitNanos());
            }
        }
    }

    @Property
    void whatIsGivenBackIsAsIfItHadNotBeenTaken(
            @ForAll @Size(max = 60) List<@LongRange(max = PERIOD / 20) Long> gaps,
            @ForAll Algorithm algorithm,
            @ForAll @IntRange(min = 5, max = 20) int amount) {
        Limit limit = new Limit("any", algorithm, amount, PERIOD, amount);
        Tallies one = Tallies.of(limit, 1);
        Tallies other = Tallies.of(limit, 1);
        one.begin(0, START);
        other.begin(0, START);
        long now = START;
        for (long gap : gaps) {
            now += gap;
            Decision tried = other.look(0, 2, now);
            if (tried.allowed() && tried.waitNanos() == 0) {
                other.take(0, 2, now);
                other.giveBack(0, 2, now);
            }
            assertThat(other.tryTake(0, 1, now)).isEqualTo(one.tryTake(0, 1, now));
        }
    }

    @Property
    void whoWaitsAsLongAsToldIsAllowedAndNotBefore(
            @ForAll @Size(max = 100) List<@LongRange(max = PERIOD / 20) Long> gaps,
            @ForAll Algorithm algorithm,
            @ForAll @IntRange(min = 1, max = 20) int amount,
            @ForAll @IntRange(min = 1, max = 3) int costMax) {
        Limit limit = new Limit("any", algorithm, amount, PERIOD, amount);
        Tallies tallies = Tallies.of(limit, 1);
        long now = START;
        tallies.begin(0, now);
        for (long gap : gaps) {
            now += gap;
            long cost = 1 + Math.floorMod(gap, costMax);
            Decision decision = tallies.tryTake(0, cost, now);
            if (!decision.allowed() && decision.retryNanos() != Decision.NEVER) {
                long retry = decision.retryNanos();
                assertThat(retry).isPositive();
                long early = now + retry - Math.min(retry, 1 + (PERIOD >> 22));
                assertThat(early == now || !tallies.look(0, cost, early).allowed())
                        .as("%s", decision)
                        .isTrue();
                now += retry;
                assertThat(tallies.look(0, cost, now).allowed())
                        .as("%s", decision)
                        .isTrue();
            }
        }
    }
}
