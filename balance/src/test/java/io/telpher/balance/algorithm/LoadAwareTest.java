package io.telpher.balance.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoadAwareTest {
    private static final long SECOND = 1_000_000_000L;

    @Property(tries = 200)
    void theOneWithTheFewestInFlightIsPicked(
            @ForAll @IntRange(max = 20) int a, @ForAll @IntRange(max = 20) int b, @ForAll @IntRange(max = 20) int c) {
        Fleet fleet = Fleet.ofSize(3).busy(0, a).busy(1, b).busy(2, c);
        int index = new LeastConnections(fleet.candidates, 0).pick(0, 0, Skip.DOWN);
        assertThat(fleet.candidates.get(index).inFlight()).isEqualTo(Math.min(a, Math.min(b, c)));
    }

    @Test
    void inFlightIsWeighedAgainstTheWeight() {
        Fleet fleet = Fleet.of(3, 1).busy(0, 5).busy(1, 2);
        assertThat(new LeastConnections(fleet.candidates, 0).pick(0, 0, Skip.DOWN))
                .isZero();
    }

    @Property(tries = 50)
    void inFlightSettlesAtTheWeights(@ForAll long seed) {
        Fleet fleet = Fleet.of(3, 2, 1);
        LeastConnections balancer = new LeastConnections(fleet.candidates, seed);
        for (int i = 0; i < 600; i++) {
            fleet.busy(balancer.pick(0, 0, Skip.DOWN), 1);
        }
        assertThat(fleet.candidates.stream().map(Candidate::inFlight)).containsExactly(300, 200, 100);
    }

    @Property(tries = 50)
    void thoseThatAreEqualShareEvenlyWhoeverElseIsBusy(@ForAll @IntRange(max = 3) int busy, @ForAll long seed) {
        Fleet fleet = Fleet.ofSize(4).busy(busy, 5);
        int[] shares = fleet.shares(new LeastConnections(fleet.candidates, seed), 300);
        for (int i = 0; i < 4; i++) {
            assertThat(shares[i]).isBetween(i == busy ? 0 : 95, i == busy ? 0 : 105);
        }
    }

    @Test
    void ofTwoTheFasterIsPicked() {
        Fleet fleet = Fleet.ofSize(2);
        fleet.candidates.get(0).response.observe(100_000_000, 0);
        fleet.candidates.get(1).response.observe(10_000_000, 0);
        assertThat(fleet.shares(new LeastResponseTime(fleet.candidates, 1), 100))
                .containsExactly(0, 100);
    }

    @Test
    void theFasterIsLeftWhenItHasTooMuchInFlight() {
        Fleet fleet = Fleet.ofSize(2).busy(1, 20);
        fleet.candidates.get(0).response.observe(100_000_000, 0);
        fleet.candidates.get(1).response.observe(10_000_000, 0);
        assertThat(new LeastResponseTime(fleet.candidates, 1).pick(0, 0, Skip.DOWN))
                .isZero();
    }

    @Test
    void aNewcomerIsTriedButNotBuried() {
        Fleet fleet = Fleet.ofSize(2);
        fleet.candidates.get(0).response.observe(100_000_000, 0);
        LeastResponseTime balancer = new LeastResponseTime(fleet.candidates, 1);
        assertThat(balancer.pick(0, 0, Skip.DOWN)).isEqualTo(1);
        fleet.busy(1, 1);
        assertThat(balancer.pick(0, 0, Skip.DOWN)).isZero();
    }

    @Test
    void aSlowerAnswerCountsAtOnceAndAFasterOneSlowly() {
        PeakEwma average = new PeakEwma();
        average.observe(10_000_000, 0);
        average.observe(500_000_000, SECOND);
        assertThat(average.nanos(SECOND)).isBetween(499e6, 501e6);
        average.observe(10_000_000, 2 * SECOND);
        assertThat(average.nanos(2 * SECOND)).isBetween(400e6, 499e6);
    }

    @Test
    void withoutAnswersASlowAverageIsForgotten() {
        PeakEwma average = new PeakEwma();
        average.observe(SECOND, 0);
        assertThat(average.nanos(10 * SECOND)).isBetween(0.35 * SECOND, 0.38 * SECOND);
        assertThat(average.nanos(100 * SECOND)).isLessThan(100_000);
    }

    @Property
    void theAverageStaysWithinWhatWasSeen(
            @ForAll @IntRange(min = 1, max = 1_000_000_000) int one,
            @ForAll @IntRange(min = 1, max = 1_000_000_000) int other,
            @ForAll @IntRange(max = 1_000_000_000) int apart) {
        PeakEwma average = new PeakEwma();
        average.observe(one, SECOND);
        average.observe(other, SECOND + apart);
        assertThat(average.nanos(SECOND + apart)).isBetween(Math.min(one, other) * 0.89, Math.max(one, other) * 1.01);
    }

    @Test
    void aClockThatWasReadALittleEarlierChangesNothing() {
        PeakEwma average = new PeakEwma();
        average.observe(SECOND, 5 * SECOND);
        assertThat(average.nanos(5 * SECOND - 1_000_000)).isEqualTo(average.nanos(5 * SECOND));
    }
}
