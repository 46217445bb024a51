package io.telpher.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.telpher.balance.algorithm.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final int KEYS = 20_000;
    private static final IntPredicate ANY = _ -> true;

    private static Shares shares(List<Integer> weights) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            names.add("variant-" + i);
        }
        return new Shares(names, weights, "");
    }

    private static int[] owners(Shares shares, IntPredicate usable) {
        int[] owners = new int[KEYS];
        for (int key = 0; key < KEYS; key++) {
            owners[key] = shares.keyed(Hash.of("user-" + key), usable);
        }
        return owners;
    }

    private static double share(int[] owners, int place) {
        int count = 0;
        for (int owner : owners) {
            count += owner == place ? 1 : 0;
        }
        return (double) count / owners.length;
    }

    private static double moved(int[] before, int[] after) {
        int count = 0;
        for (int key = 0; key < KEYS; key++) {
            count += before[key] != after[key] ? 1 : 0;
        }
        return (double) count / KEYS;
    }

    private static double part(List<Integer> weights, int place) {
        return weights.get(place)
                / (double)
                        Math.max(1, weights.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void threeTwoOneIsFiftyThirtyThreeAndSeventeenPercent() {
        int[] owners = owners(shares(List.of(3, 2, 1)), ANY);

        assertThat(share(owners, 0)).isCloseTo(0.5, within(0.01));
        assertThat(share(owners, 1)).isCloseTo(1 / 3.0, within(0.01));
        assertThat(share(owners, 2)).isCloseTo(1 / 6.0, within(0.01));
    }

    @Property(tries = 30)
    void eachGetsKeysByItsWeight(@ForAll @Size(min = 1, max = 6) List<@IntRange(max = 100) Integer> weights) {
        int[] owners = owners(shares(weights), ANY);

        if (weights.stream().allMatch(weight -> weight == 0)) {
            assertThat(owners).containsOnly(Shares.NONE);
            return;
        }
        for (int i = 0; i < weights.size(); i++) {
            assertThat(share(owners, i)).isCloseTo(part(weights, i), within(0.02));
        }
    }

    @Property(tries = 30)
    void betweenTwoExactlyTheChangedShareMoves(
            @ForAll @IntRange(max = 100) int before, @ForAll @IntRange(max = 100) int after) {
        int[] then = owners(shares(List.of(100 - before, before)), ANY);
        int[] now = owners(shares(List.of(100 - after, after)), ANY);

        int grows = after > before ? 1 : 0;
        for (int key = 0; key < KEYS; key++) {
            assertThat(now[key] == then[key] || now[key] == grows).isTrue();
        }
        assertThat(moved(then, now)).isCloseTo(Math.abs(after - before) / 100.0, within(0.02));
    }

    @Property(tries = 30)
    void amongSeveralLessThanTwiceTheLeastPossibleMoves(
            @ForAll @Size(4) List<@IntRange(min = 1, max = 100) Integer> before,
            @ForAll @Size(4) List<@IntRange(min = 1, max = 100) Integer> after) {
        double least = 0;
        for (int i = 0; i < 4; i++) {
            least += Math.max(0, part(after, i) - part(before, i));
        }

        double moved = moved(owners(shares(before), ANY), owners(shares(after), ANY));

        assertThat(moved).isLessThanOrEqualTo(2 * least / (1 + least) + 0.02);
    }

    @Property(tries = 20)
    void whoeverGrowsTakesKeysAndNoneMoveBetweenTheOthers(
            @ForAll @Size(4) List<@IntRange(min = 1, max = 100) Integer> weights,
            @ForAll @IntRange(max = 3) int grows,
            @ForAll @IntRange(min = 1, max = 100) int by) {
        List<Integer> more = new ArrayList<>(weights);
        more.set(grows, weights.get(grows) + by);
        int[] before = owners(shares(weights), ANY);
        int[] after = owners(shares(more), ANY);

        for (int key = 0; key < KEYS; key++) {
            assertThat(after[key] == before[key] || after[key] == grows).isTrue();
        }
    }

    @Property(tries = 20)
    void theKeysOfOneThatIsOutAreSharedByWeightAndReturn(
            @ForAll @Size(4) List<@IntRange(min = 1, max = 100) Integer> weights, @ForAll @IntRange(max = 3) int out) {
        Shares shares = shares(weights);
        int[] before = owners(shares, ANY);
        int[] during = owners(shares, place -> place != out);

        List<Integer> left = new ArrayList<>(weights);
        left.set(out, 0);
        for (int key = 0; key < KEYS; key++) {
            assertThat(during[key] == before[key]).isEqualTo(before[key] != out);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(share(during, i)).isCloseTo(part(left, i), within(0.02));
        }
        assertThat(owners(shares, ANY)).isEqualTo(before);
    }

    @Test
    void theOrderOfTheNamesMakesNoDifference() {
        Shares one = new Shares(List.of("web", "canary", "old"), List.of(80, 15, 5), "");
        Shares other = new Shares(List.of("old", "web", "canary"), List.of(5, 80, 15), "");
        for (int key = 0; key < KEYS; key++) {
            assertThat((one.keyed(key, ANY) + 1) % 3).isEqualTo(other.keyed(key, ANY));
        }
    }

    @Test
    void differentSaltsDrawIndependently() {
        Shares one = new Shares(List.of("a", "b"), List.of(1, 1), "colour");
        Shares other = new Shares(List.of("a", "b"), List.of(1, 1), "price");

        assertThat(moved(owners(one, ANY), owners(other, ANY))).isCloseTo(0.5, within(0.02));
    }

    @Property(tries = 30)
    void withoutAKeyAnyRunIsEvenlySpread(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 20) Integer> weights) {
        Shares shares = shares(weights);
        int[] count = new int[weights.size()];
        for (int turn = 0; turn < 1_000; turn++) {
            count[shares.next(ANY)]++;
        }

        for (int i = 0; i < count.length; i++) {
            assertThat(count[i] / 1_000.0).isCloseTo(part(weights, i), within(0.006));
        }
    }

    @Test
    void withoutAKeyWhoIsOutOrHasNoWeightGetsNothing() {
        Shares shares = shares(List.of(1, 0, 1));
        for (int turn = 0; turn < 100; turn++) {
            assertThat(shares.next(place -> place != 0)).isEqualTo(2);
            assertThat(shares.next(_ -> false)).isEqualTo(Shares.NONE);
        }
    }
}
