package io.telpher.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Traits;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a breaker counts of replies that tell only at their end whether they have failed. */
class BreakerFilterTest {
    private final ManualTimers time = new ManualTimers();
    private long asked;
    private final Breaker breaker = new Breaker(BreakerConfig.DEFAULT, time, BreakerEvents.NONE);
    private final BreakerFilter<String, Reply> filter = new BreakerFilter<>("web", breaker, new Late());

    private record Reply(Ending end, boolean failed) {}

    private final class Late implements Traits<String, Reply> {
        @Override
        public boolean idempotent(String request) {
            return true;
        }

        @Override
        public boolean replayable(String request) {
            return true;
        }

        @Override
        public boolean failed(Reply reply) {
            return false;
        }

        @Override
        public boolean tellsAtEnd(Reply reply) {
            return true;
        }

        @Override
        public boolean failedAtEnd(Reply reply) {
            return reply.failed;
        }

        @Override
        public long askedNanos(String request) {
            return asked;
        }

        @Override
        public Ending end(Reply reply) {
            return reply.end;
        }

        @Override
        public void discard(Reply reply) {}
    }

    private void calls(int count, boolean failed, Outcome outcome) throws Exception {
        for (int i = 0; i < count; i++) {
            Ending end = new Ending();
            filter.call("x", _ -> new Reply(end, failed));
            end.complete(outcome);
        }
    }

    @Test
    void whatTheEndTellsOpensIt() throws Exception {
        calls(4, true, Outcome.DONE);
        assertThat(breaker.standing().failures()).isEqualTo(4);
        calls(1, true, Outcome.DONE);
        assertThat(breaker.standing().state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void anEndThatNeverCameTellsNothing() throws Exception {
        calls(5, true, Outcome.failed(Failure.downstream(Failure.Kind.CANCELLED, "the client has left")));
        assertThat(breaker.standing().calls()).isZero();
        calls(5, false, Outcome.DONE);
        assertThat(breaker.standing().failures()).isZero();
        assertThat(breaker.standing().calls()).isEqualTo(5);
    }

    @Test
    void aDeadlineCountsOnlyAgainstWhomWasAskedASecondBefore() {
        time.advance(Duration.ofSeconds(9));
        for (long before : new long[] {time.nanos(), 1, 999_999_999}) { // nobody was asked, just now, not long enough
            asked = time.nanos() - before;
            late(Failure.Side.UPSTREAM);
        }
        asked = time.nanos() - 1_000_000_000;
        late(Failure.Side.DOWNSTREAM);
        assertThat(breaker.standing().failures()).isZero();
        late(Failure.Side.UPSTREAM);
        assertThat(breaker.standing().failures()).isEqualTo(1);
    }

    private void late(Failure.Side side) {
        assertThatThrownBy(() -> filter.call("x", _ -> {
                    throw new Failure(side, Failure.Kind.DEADLINE, false, "too late");
                }))
                .isInstanceOf(Failure.class);
    }
}
