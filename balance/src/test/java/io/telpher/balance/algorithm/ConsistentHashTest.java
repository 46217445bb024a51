package io.telpher.balance.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConsistentHashTest {
    private static final int KEYS = 20_000;

    private static int[] owners(Fleet fleet) {
        ConsistentHash balancer = new ConsistentHash(fleet.candidates, 1.25);
        int[] owners = new int[KEYS];
        for (int key = 0; key < KEYS; key++) {
            owners[key] = balancer.pick(Hash.of("user-" + key), 0, Skip.DOWN);
        }
        return owners;
    }

    @Test
    void theEleventhEndpointMovesAboutATenthOfTheKeysAndOnlyToItself() {
        int[] ten = owners(Fleet.ofSize(10));
        int[] eleven = owners(Fleet.ofSize(11));
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            if (ten[key] != eleven[key]) {
                assertThat(eleven[key]).isEqualTo(10);
                moved++;
            }
        }
        assertThat(moved).isBetween(KEYS * 7 / 100, KEYS * 12 / 100);
    }

    @Property(tries = 20)
    void whenOneGoesDownOnlyItsKeysMoveAndThenReturn(@ForAll @IntRange(max = 9) int down) {
        Fleet fleet = Fleet.ofSize(10);
        int[] before = owners(fleet);
        int[] during = owners(fleet.down(down));
        for (int key = 0; key < KEYS; key++) {
            assertThat(during[key] == before[key]).isEqualTo(before[key] != down);
        }
        assertThat(owners(fleet.up(down))).isEqualTo(before);
    }

    @Test
    void theKeysOfOneThatLeavesGoToAllOthers() {
        Fleet fleet = Fleet.ofSize(10);
        int[] before = owners(fleet);
        int[] during = owners(fleet.down(3));
        int[] gained = new int[10];
        for (int key = 0; key < KEYS; key++) {
            gained[during[key]] += before[key] == 3 ? 1 : 0;
        }
        assertThat(gained[3]).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(i == 3 || gained[i] > 30).isTrue();
        }
    }

    @Test
    void theOrderOfTheListMovesHardlyAnyKey() {
        Fleet fleet = Fleet.ofSize(10);
        List<Fleet.Ship> reversed = new ArrayList<>(fleet.candidates).reversed();
        ConsistentHash one = new ConsistentHash(fleet.candidates, 1.25);
        ConsistentHash other = new ConsistentHash(reversed, 1.25);
        for (int key = 0; key < KEYS; key++) {
            assertThat(other.pick(key, 0, Skip.DOWN)).isEqualTo(9 - one.pick(key, 0, Skip.DOWN));
        }
    }

    @Test
    void sharesFollowTheWeights() {
        Fleet fleet = Fleet.of(3, 2, 1);
        int[] shares = fleet.shares(new ConsistentHash(fleet.candidates, 1.25), 60_000);
        assertThat(shares[0]).isBetween(26_000, 34_000);
        assertThat(shares[1]).isBetween(16_000, 24_000);
        assertThat(shares[2]).isBetween(7_500, 12_500);
    }

    @Test
    void hugeWeightsKeepTheirShares() {
        Fleet fleet = Fleet.of(60_000, 30_000, 1);
        int[] shares = fleet.shares(new ConsistentHash(fleet.candidates, 1.25), 30_000);
        assertThat(shares[0]).isBetween(19_000, 21_000);
        assertThat(shares[1]).isBetween(9_000, 11_000);
        assertThat(shares[2]).isLessThan(20);
    }

    @Property(tries = 50)
    void nobodyHasMoreThanHisBoundOfOneHotKey(
            @ForAll @IntRange(min = 2, max = 12) int size,
            @ForAll long key,
            @ForAll @IntRange(min = 1, max = 400) int calls) {
        Fleet fleet = Fleet.ofSize(size);
        ConsistentHash balancer = new ConsistentHash(fleet.candidates, 1.25);
        for (int i = 1; i <= calls; i++) {
            fleet.busy(balancer.pick(key, 0, Skip.DOWN), 1);
            double allowed = Math.ceil(1.25 * i / size);
            assertThat(fleet.candidates).allMatch(candidate -> candidate.inFlight() <= allowed);
        }
    }

    @Test
    void aKeyThatFindsItsOwnFullGoesToTheNextAndReturns() {
        Fleet fleet = Fleet.ofSize(3);
        ConsistentHash balancer = new ConsistentHash(fleet.candidates, 1.25);
        int own = balancer.pick(7, 0, Skip.DOWN);
        fleet.busy(own, 10);
        assertThat(balancer.pick(7, 0, Skip.DOWN)).isNotEqualTo(own);
        fleet.busy(own, -10);
        assertThat(balancer.pick(7, 0, Skip.DOWN)).isEqualTo(own);
    }

    @Test
    void withoutABoundAKeyStaysWhateverTheLoad() {
        Fleet fleet = Fleet.ofSize(3);
        ConsistentHash balancer = new ConsistentHash(fleet.candidates, Double.POSITIVE_INFINITY);
        int own = balancer.pick(7, 0, Skip.DOWN);
        fleet.busy(own, 1_000);
        assertThat(balancer.pick(7, 0, Skip.DOWN)).isEqualTo(own);
    }
}
