package io.telpher.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.testkit.time.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedLimiterTest {
    private static final Limit LIMIT = Limit.window("any", Algorithm.SLIDING_LOG, 10, 60_000_000_000L);

    private final ManualTimers time = new ManualTimers();
    private final LocalLimiter local = new LocalLimiter(time, 16, new Counter());
    private final Limiter counted = new LocalLimiter(time, 16, new Counter());
    private final List<Failure> told = new ArrayList<>();
    private boolean away;
    private int asked;

    private List<Decision> store(List<Check> checks) throws Failure, InterruptedException {
        asked++;
        if (away) {
            throw Failure.upstream(Failure.Kind.REFUSED, true, "nobody there");
        }
        return counted.check(checks);
    }

    private GuardedLimiter guarded(OnFailure onFailure, int nodes) {
        return new GuardedLimiter(this::store, local, onFailure, nodes, told::add);
    }

    private static int allowed(Limiter limiter, int tries) throws Exception {
        int count = 0;
        for (int i = 0; i < tries; i++) {
            List<Decision> decisions = limiter.check(List.of(new Check(LIMIT, "a", 1, true)));
            count += decisions.getFirst().allowed() ? 1 : 0;
        }
        return count;
    }

    @Test
    void theStoreCountsWhileItIsThere() throws Exception {
        GuardedLimiter limiter = guarded(OnFailure.OPEN, 3);
        assertThat(allowed(limiter, 20)).isEqualTo(10);
        assertThat(asked).isEqualTo(20);
        assertThat(told).isEmpty();
    }

    @Test
    void anOpenLimitAllowsAndAClosedOneRefusesWhileItIsAway() throws Exception {
        away = true;
        assertThat(allowed(guarded(OnFailure.OPEN, 1), 20)).isEqualTo(20);
        assertThat(allowed(guarded(OnFailure.CLOSED, 1), 20)).isZero();
    }

    @Test
    void eachNodeAllowsItsPartOfTheLimitMeanwhile() throws Exception {
        away = true;
        assertThat(allowed(guarded(OnFailure.LOCAL, 3), 20))
                .as("ten by three, rounded up")
                .isEqualTo(4);
    }

    @Test
    void aStoreThatCameBackCountsAgainAtOnce() throws Exception {
        GuardedLimiter limiter = guarded(OnFailure.CLOSED, 1);
        away = true;
        assertThat(allowed(limiter, 50)).isZero();
        assertThat(asked).isEqualTo(50);
        assertThat(told).hasSize(50);
        away = false;
        assertThat(allowed(limiter, 50)).isEqualTo(10);
    }

    @Test
    void ofSeveralChecksOnlyThoseOfTheServerThatIsAwayAreDecidedWithoutIt() throws Exception {
        Limiter sharded = checks -> {
            if (checks.stream().anyMatch(check -> check.key().equals("dead"))) {
                throw Failure.upstream(Failure.Kind.READ_TIMEOUT, true, "silent");
            }
            return counted.check(checks);
        };
        GuardedLimiter limiter = new GuardedLimiter(sharded, local, OnFailure.OPEN, 1, told::add);
        List<Check> both = List.of(new Check(LIMIT, "dead", 1, true), new Check(LIMIT, "alive", 1, true));
        for (int i = 0; i < 10; i++) {
            assertThat(limiter.check(both)).allMatch(Decision::allowed);
        }
        assertThat(limiter.check(both)).extracting(Decision::allowed).containsExactly(true, false);
        assertThat(told).as("once for each call").hasSize(11);
    }
}
