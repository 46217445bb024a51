package io.telpher.balance.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

    private static String letters(Balancer balancer, int picks) {
        return IntStream.range(0, picks)
                .mapToObj(i ->
                        "ABCDEFGHIJ".substring(balancer.pick(0, 0, Skip.DOWN)).substring(0, 1))
                .collect(Collectors.joining());
    }

    @Property
    void sharesDifferByOneAtMost(
            @ForAll @IntRange(min = 1, max = 20) int size, @ForAll @IntRange(max = 500) int picks) {
        Fleet fleet = Fleet.ofSize(size);
        int[] shares = fleet.shares(new RoundRobin(fleet.candidates, 0), picks);
        assertThat(Arrays.stream(shares).max().getAsInt()
                        - Arrays.stream(shares).min().getAsInt())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void theNeighbourOfOneThatIsDownIsNotPickedTwice() {
        Fleet fleet = Fleet.ofSize(3).down(1);
        assertThat(letters(new RoundRobin(fleet.candidates, 0), 6)).isEqualTo("ACACAC");
    }

    @Test
    void weightsMakeNoDifference() {
        Fleet fleet = Fleet.of(3, 1);
        assertThat(fleet.shares(new RoundRobin(fleet.candidates, 0), 100)).containsExactly(50, 50);
    }

    @Test
    void threeTwoOneIsSpreadSmoothly() {
        Fleet fleet = Fleet.of(3, 2, 1);
        WeightedRoundRobin balancer = new WeightedRoundRobin(fleet.candidates, 0);
        assertThat(letters(balancer, 12)).isEqualTo("ABCAABABCAAB");
        assertThat(fleet.shares(balancer, 6_000)).containsExactly(3_000, 2_000, 1_000);
    }

    @Test
    void theHeavyOneIsNotPickedManyTimesInARow() {
        Fleet fleet = Fleet.of(5, 1, 1);
        assertThat(letters(new WeightedRoundRobin(fleet.candidates, 0), 14)).doesNotContain("AAAA");
    }

    @Property(tries = 300)
    void inEveryPeriodEachIsPickedAsOftenAsItsWeight(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 50) Integer> weights) {
        int[] expected = weights.stream().mapToInt(Integer::intValue).toArray();
        Fleet fleet = Fleet.of(expected);
        int sum = Arrays.stream(expected).sum();
        assertThat(fleet.shares(new WeightedRoundRobin(fleet.candidates, 0), sum))
                .containsExactly(expected);
    }

    @Property(tries = 100)
    void thoseThatAreLeftKeepTheirProportion(
            @ForAll @IntRange(min = 1, max = 9) int one, @ForAll @IntRange(min = 1, max = 9) int other) {
        Fleet fleet = Fleet.of(one, 9, other).down(1);
        int[] shares = fleet.shares(new WeightedRoundRobin(fleet.candidates, 0), (one + other) * 90);
        assertThat(shares[1]).isZero();
        assertThat((double) shares[0] / (shares[0] + shares[2]))
                .isBetween(one / (double) (one + other) - 0.03, one / (double) (one + other) + 0.03);
    }

    @Test
    void aHugeWeightThatIsDownLeavesTheRestTheirProportion() {
        Fleet fleet = Fleet.of(65_535, 1, 2).down(0);
        int[] shares = fleet.shares(new WeightedRoundRobin(fleet.candidates, 0), 3_000);
        assertThat(shares[0]).isZero();
        assertThat(shares[1]).isBetween(900, 1_100);
    }
}
