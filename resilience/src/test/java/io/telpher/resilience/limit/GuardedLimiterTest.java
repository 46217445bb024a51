package io.telpher.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.testkit.ManualTimers;
import java.time.Duration;
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
    private Failure.Kind trouble = Failure.Kind.REFUSED;
    private int asked;

    private List<Decision> store(List<Check> checks) throws Failure, InterruptedException {
        asked++;
        if (away) {
            throw Failure.upstream(trouble, true, "nobody there");
        }
        return counted.check(checks);
    }

    private GuardedLimiter guarded(OnFailure onFailure, int nodes) {
        return new GuardedLimiter(this::store, local, onFailure, nodes, time, told::add);
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
    void aStoreThatFailsAtOnceIsAskedForEachCallAsAnotherOfItsServersMayBeThere() throws Exception {
        GuardedLimiter limiter = guarded(OnFailure.CLOSED, 1);
        away = true;
        assertThat(allowed(limiter, 50)).isZero();
        assertThat(asked).isEqualTo(50);
        away = false;
        assertThat(allowed(limiter, 50)).isEqualTo(10);
    }

    @Test
    void aStoreThatIsSilentIsAskedOnceASecondAndThenCountsAgain() throws Exception {
        trouble = Failure.Kind.READ_TIMEOUT;
        GuardedLimiter limiter = guarded(OnFailure.OPEN, 1);
        away = true;
        allowed(limiter, 50);
        assertThat(asked).isEqualTo(1);
        assertThat(told).hasSize(1);
        assertThat(limiter.isAway()).isTrue();
        time.advance(Duration.ofSeconds(1));
        allowed(limiter, 50);
        assertThat(asked).isEqualTo(2);
        away = false;
        time.advance(Duration.ofSeconds(1));
        assertThat(allowed(limiter, 50)).isEqualTo(10);
        assertThat(limiter.isAway()).isFalse();
    }
}
