package io.telpher.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void aPercentileIsToldWithinAnEighth(
            @ForAll @Size(min = Latencies.CALLS_MIN, max = 500)
                    List<@LongRange(min = 10_000, max = 60_000_000_000L) Long> calls) {
        Latencies latencies = new Latencies(0.95, 0);
        calls.forEach(nanos -> latencies.record(nanos, 1));
        long[] sorted = calls.stream().mapToLong(Long::longValue).sorted().toArray();
        long exact = sorted[(int) Math.ceil(sorted.length * 0.95) - 1];
        assertThat(latencies.nanos(2)).isBetween(exact, exact + exact / 8 + 1);
    }

    @Test
    void nothingIsToldOfAFewCalls() {
        Latencies latencies = new Latencies(0.95, 0);
        for (int i = 1; i < Latencies.CALLS_MIN; i++) {
            latencies.record(1_000_000, 0);
        }
        assertThat(latencies.nanos(1)).isNegative();
    }

    @Test
    void whatIsOldIsForgotten() {
        Latencies latencies = new Latencies(0.95, 0);
        long now = 0;
        for (long nanos : List.of(100_000_000L, 1_000_000L, 1_000_000L)) {
            for (int i = 0; i < 1_000; i++) {
                now += Latencies.WINDOW_NANOS / 1_000;
                latencies.record(nanos, now);
            }
        }
        assertThat((double) latencies.nanos(now + SECOND)).isCloseTo(1e6, withinPercentage(13));
        assertThat(latencies.nanos(now + 60 * SECOND)).isNegative();
    }

    @Test
    void everyLengthOfTimeHasItsRange() {
        long[] lengths = {0, 1, 4095, 4096, 5000, 1_000_000, Long.MAX_VALUE};
        int[] ranges = Arrays.stream(lengths).mapToInt(Latencies::range).toArray();
        assertThat(ranges).isSorted();
        for (int i = 1; i < lengths.length - 1; i++) {
            assertThat(Latencies.upper(ranges[i])).isGreaterThanOrEqualTo(lengths[i]);
        }
    }
}
