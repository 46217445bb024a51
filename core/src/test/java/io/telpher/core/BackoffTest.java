package io.telpher.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int SLOTS_PER_SECOND = 20;

    @Property
    void aDelayLiesBetweenHalfOfItsStepAndAllOfIt(
            @ForAll @LongRange(min = 1, max = 1L << 40) long base,
            @ForAll @LongRange(min = 1, max = 1L << 20) long times,
            @ForAll @IntRange(max = 1_000) int attempt,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
        long max = base * times;
        long delay = new Backoff(base, max).delayNanos(attempt, random);
        double step = Math.min(max, base * Math.pow(2, attempt));
        assertThat((double) delay).isBetween(Math.floor(step / 2), step);
    }

    @Property
    void whoeverWasToldToWaitWaitsAtLeastThatLong(
            @ForAll @LongRange(max = 1L << 40) long asked,
            @ForAll @IntRange(max = 100) int attempt,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
        long delay = Backoff.DEFAULT.delayNanos(asked, attempt, random);
        assertThat(delay).isBetween(asked, asked + Backoff.DEFAULT.maxNanos() / 2);
    }

    @Test
    void theStepsAreThoseOfTheBook() {
        long[] steps = new long[7];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.round(Backoff.DEFAULT.delayNanos(i, 1 - 1e-12) / 1e9);
        }
        assertThat(steps).containsExactly(1, 2, 4, 8, 16, 32, 32);
    }

    @Test
    void aBackoffThatEndsBelowItsBeginningIsNone() {
        assertThatThrownBy(() -> new Backoff(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** How many of so many clients, which all failed at 0, come in each twentieth of a second. */
    private static int[] arrivals(int clients, int attempt, long seed) {
        Random dice = new Random(seed);
        int[] slots = new int[33 * SLOTS_PER_SECOND];
        for (int i = 0; i < clients; i++) {
            long delay = Backoff.DEFAULT.delayNanos(attempt, dice.nextDouble());
            slots[(int) (delay * SLOTS_PER_SECOND / SECOND)]++;
        }
        return slots;
    }

    @Test
    void aHundredClientsThatFailAtOnceDoNotComeBackAtOnce() {
        int[] slots = arrivals(100, 0, 4711);
        System.out.println("100 clients fail at 0; their first retries:");
        for (int i = 0; i < SLOTS_PER_SECOND; i++) {
            System.out.printf("  %4d ms  %s%n", i * 1000 / SLOTS_PER_SECOND, "#".repeat(slots[i]));
        }
        assertThat(Arrays.stream(slots).limit(SLOTS_PER_SECOND / 2).sum()).isZero();
        assertThat(Arrays.stream(slots).max().orElseThrow()).isLessThanOrEqualTo(25);
        assertThat(Arrays.stream(slots).sum()).isEqualTo(100);
    }

    @Property(tries = 50)
    void thereIsNoThunderingHerdOfTenThousand(@ForAll long seed, @ForAll @IntRange(max = 8) int attempt) {
        int[] slots = arrivals(10_000, attempt, seed);
        int width = (int) Math.min(32, 1L << attempt) * SLOTS_PER_SECOND / 2; // in which they may come
        double even = 10_000.0 / width;
        assertThat(Arrays.stream(slots).boxed().collect(Collectors.toList()))
                .as("six standard deviations above an even spread")
                .allMatch(count -> count <= even + 6 * Math.sqrt(even) + 1);
    }
}
