package io.telpher.balance.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Tries;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every algorithm. */
class BalancerContractTest {

    private static Balancer balancer(Algorithm algorithm, Fleet fleet, long seed) {
        return new BalanceConfig(algorithm).over(fleet.candidates, seed);
    }

    private static int[] weights(List<Integer> weights) {
        return weights.stream().mapToInt(Integer::intValue).toArray();
    }

    @Property(tries = 200)
    void nobodyWhoIsDownIsPicked(
            @ForAll Algorithm algorithm,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 50) Integer> weights,
            @ForAll List<@IntRange(min = 0, max = 11) Integer> down,
            @ForAll long seed) {
        Fleet fleet = Fleet.of(weights(weights));
        down.stream().filter(index -> index < weights.size()).forEach(fleet::down);
        boolean anybody = fleet.candidates.stream().anyMatch(candidate -> !candidate.skipped(Skip.DOWN));
        Balancer balancer = balancer(algorithm, fleet, seed);
        for (int i = 0; i < 50; i++) {
            int index = balancer.pick(seed + i, i, Skip.DOWN);
            assertThat(index != Balancer.NONE).isEqualTo(anybody);
            assertThat(index == Balancer.NONE || !fleet.candidates.get(index).skipped(Skip.DOWN))
                    .isTrue();
        }
    }

    @Property(tries = 100)
    void whenAllAreDownAnybodyIsPickedIfNobodyIsSkipped(
            @ForAll Algorithm algorithm, @ForAll @IntRange(min = 1, max = 12) int size, @ForAll long seed) {
        Fleet fleet = Fleet.ofSize(size);
        for (int i = 0; i < size; i++) {
            fleet.down(i);
        }
        Balancer balancer = balancer(algorithm, fleet, seed);
        assertThat(balancer.pick(seed, 0, Skip.DOWN)).isEqualTo(Balancer.NONE);
        assertThat(balancer.pick(seed, 0, Skip.NOBODY)).isBetween(0, size - 1);
    }

    @Property(tries = 200)
    void threeAttemptsMeetThreeDifferentCandidates(
            @ForAll Algorithm algorithm,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 100) Integer> weights,
            @ForAll long seed) {
        Fleet fleet = Fleet.of(weights(weights));
        Balancer balancer = balancer(algorithm, fleet, seed);
        BitSet met = new BitSet();
        Tries tries = new Tries();
        Skip skip = Skip.DOWN.past(tries);
        for (int attempt = 1; attempt <= 3; attempt++) {
            int index = balancer.pick(seed, 0, skip);
            if (attempt > weights.size()) {
                assertThat(index).isEqualTo(Balancer.NONE);
                return;
            }
            assertThat(met.get(index)).isFalse();
            met.set(index);
            tries.add(fleet.candidates.get(index));
        }
    }

    @Property(tries = 60)
    void everybodyWhoIsUpGetsHisShare(
            @ForAll Algorithm algorithm,
            @ForAll @IntRange(min = 2, max = 10) int size,
            @ForAll @IntRange(min = 0, max = 9) int down,
            @ForAll long seed) {
        Fleet fleet = Fleet.ofSize(size);
        boolean one = down < size;
        if (one) {
            fleet.down(down);
        }
        int up = one ? size - 1 : size;
        int[] shares = fleet.shares(balancer(algorithm, fleet, seed), up * 2_000);
        for (int i = 0; i < size; i++) {
            if (i == down) {
                assertThat(shares[i]).isZero();
            } else {
                // A ring's shares differ by what its points happen to be, random ones by chance.
                assertThat(shares[i]).isBetween(1_200, 2_900);
            }
        }
    }

    @Property(tries = 12)
    void picksOfSeveralThreadsAtOnceAreSound(@ForAll Algorithm algorithm, @ForAll long seed) throws Exception {
        Fleet fleet = Fleet.of(3, 2, 1).down(1);
        Balancer balancer = balancer(algorithm, fleet, seed);
        Callable<int[]> picks = () -> fleet.shares(balancer, 5_000);
        try (var threads = Executors.newFixedThreadPool(3)) {
            for (var shares : threads.invokeAll(List.of(picks, picks, picks))) {
                assertThat(shares.get()[1]).isZero();
                assertThat(shares.get()[0] + shares.get()[2]).isEqualTo(5_000);
            }
        }
    }

    @Property(tries = 20)
    void anEmptyListHasNobody(@ForAll Algorithm algorithm) {
        Balancer balancer = balancer(algorithm, Fleet.ofSize(0), 0);
        assertThat(balancer.pick(0, 0, Skip.DOWN)).isEqualTo(Balancer.NONE);
        assertThat(balancer.pick(0, 0, Skip.NOBODY)).isEqualTo(Balancer.NONE);
    }
}
