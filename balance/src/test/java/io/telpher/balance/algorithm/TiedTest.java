package io.telpher.balance.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Tries;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TiedTest {
    private static final Ties NAMED = new Ties(false, "web");
    private static final Ties HASHED = new Ties(true, "web");

    private final Fleet fleet = Fleet.ofSize(4);

    private Balancer balancer(Ties ties) {
        return new BalanceConfig(Algorithm.ROUND_ROBIN).tied(ties).over(fleet.candidates, 7);
    }

    private long id(int index) {
        return NAMED.id(fleet.candidates.get(index).endpoint().address());
    }

    @Test
    void whoeverNamesAnEndpointGetsIt() {
        Balancer balancer = balancer(NAMED);
        for (int i = 0; i < 20; i++) {
            assertThat(balancer.pick(id(2), 0, Skip.DOWN)).isEqualTo(2);
        }
    }

    @Test
    void everybodyElseIsBalanced() {
        Balancer balancer = balancer(NAMED);
        Set<Integer> picked = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            picked.add(balancer.pick(i < 2 ? Ties.NONE : 4711, 0, Skip.DOWN)); // 4711 names somebody who has left
        }

        assertThat(picked).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void whoeverNamesOneThatIsDownOrWasTriedIsBalanced() {
        fleet.down(2);
        Balancer balancer = balancer(NAMED);

        assertThat(balancer.pick(id(2), 0, Skip.DOWN)).isNotEqualTo(2);
        Tries tries = new Tries();
        tries.add(fleet.candidates.get(1));
        assertThat(balancer.pick(id(1), 0, Skip.DOWN.past(tries))).isIn(0, 3);
        assertThat(balancer.pick(id(2), 0, Skip.NOBODY)).isEqualTo(2); // nobody is well: its own is as good as any
    }

    @Test
    void aKeyIsHashedOntoOneEndpointWhateverItsLoad() {
        Balancer balancer = balancer(HASHED);
        int first = balancer.pick(Hash.of("alice"), 0, Skip.DOWN);
        fleet.busy(first, 1_000);
        for (int i = 0; i < 20; i++) {
            assertThat(balancer.pick(Hash.of("alice"), 0, Skip.DOWN)).isEqualTo(first);
        }
        fleet.down(first);
        int second = balancer.pick(Hash.of("alice"), 0, Skip.DOWN);
        assertThat(second).isNotEqualTo(first).isEqualTo(balancer.pick(Hash.of("alice"), 0, Skip.DOWN));
        fleet.up(first);
        assertThat(balancer.pick(Hash.of("alice"), 0, Skip.DOWN)).isEqualTo(first);
    }

    @Test
    void onTheRampAUserIsServedByOneEndpointAndWhoIsNotTiedByAnyPart() {
        BalanceConfig balanced = new BalanceConfig(Algorithm.ROUND_ROBIN);

        assertThat(balanced.tied(HASHED).hashes(Hash.of("alice"))).isTrue();
        assertThat(balanced.tied(HASHED).hashes(Ties.NONE)).isFalse();
        assertThat(balanced.tied(NAMED).hashes(id(0))).isFalse();
        assertThat(balanced.hashes(Ties.NONE)).isFalse();
        assertThat(new BalanceConfig(Algorithm.CONSISTENT_HASH).hashes(7)).isTrue();
    }

    @Test
    void namesAreOpaqueAndNotAddresses() {
        assertThat(NAMED.id("10.0.0.1:80"))
                .isEqualTo(new Ties(true, "web").id("10.0.0.1:80"))
                .isNotEqualTo(new Ties(false, "api").id("10.0.0.1:80"))
                .isNotEqualTo(Ties.NONE);
    }
}
