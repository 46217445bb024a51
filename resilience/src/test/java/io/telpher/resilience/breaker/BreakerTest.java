package io.telpher.resilience.breaker;

import static io.telpher.resilience.breaker.BreakerState.CLOSED;
import static io.telpher.resilience.breaker.BreakerState.HALF_OPEN;
import static io.telpher.resilience.breaker.BreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Outcome BROKEN = Outcome.failed(Failure.upstream(Failure.Kind.RESET, false, "gone"));
    private static final Outcome GIVEN_UP =
            Outcome.failed(Failure.downstream(Failure.Kind.CANCELLED, "the client has left"));

    private final ManualTimers timers = new ManualTimers(Long.MAX_VALUE - 5);
    private final List<BreakerState> states = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final BreakerEvents events = new BreakerEvents() {
        @Override
        public void moved(Change change) {
            states.add(change.to());
            reasons.add(change.why());
        }

        @Override
        public void refused() {}
    };
    private final Breaker breaker = new Breaker(BreakerConfig.DEFAULT, timers, events);

    private Permit admitted() {
        Permit permit = breaker.admit();
        assertThat(permit).isNotNull();
        return java.util.Objects.requireNonNull(permit);
    }

    private void call(Outcome outcome) {
        admitted().accept(outcome);
    }

    private void calls(int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            call(outcome);
        }
    }

    private void seconds(double seconds) {
        timers.advanceNanos((long) (seconds * 1e9));
    }

    private BreakerState state() {
        return breaker.standing().state();
    }

    @Test
    void fiveFailuresTwoSecondsApartOpenItAndAfterThirtySecondsTwoSuccessesCloseIt() { // as the source tells it
        for (int i = 0; i < 5; i++) {
            assertThat(state()).isEqualTo(CLOSED);
            call(BROKEN);
            seconds(i < 4 ? 2 : 0);
        }
        assertThat(state()).isEqualTo(OPEN);
        seconds(2);
        assertThat(breaker.admit()).isNull();
        assertThat(breaker.waitNanos()).isEqualTo(Duration.ofSeconds(28).toNanos());
        seconds(28);
        assertThat(breaker.admits()).isTrue();
        call(Outcome.DONE);
        assertThat(state()).isEqualTo(HALF_OPEN);
        call(Outcome.DONE);
        assertThat(states).containsExactly(OPEN, HALF_OPEN, CLOSED);
        assertThat(reasons.getFirst()).isEqualTo("5 of 5 calls failed, the last: upstream connection_terminated: gone");
    }

    @Test
    void fourFailuresDoNotOpenItNorFiveThatAreLessThanHalf() {
        calls(4, BROKEN);
        assertThat(state()).isEqualTo(CLOSED);
        seconds(11);
        calls(6, Outcome.DONE);
        calls(5, BROKEN);
        assertThat(state()).isEqualTo(CLOSED);
        call(BROKEN); // six of twelve
        assertThat(state()).isEqualTo(OPEN);
    }

    @Test
    void aBusyServiceWithFewErrorsStaysClosed() {
        for (int second = 0; second < 60; second++) {
            calls(10_000, Outcome.DONE);
            calls(50, BROKEN);
            seconds(1);
        }
        assertThat(states).isEmpty();
        assertThat(breaker.standing().calls()).isBetween(90_000, 110_000);
    }

    @Test
    void itKeepsTheShareOfMoreCallsThanItCanCount() {
        for (int i = 0; i < 100_000; i++) {
            call(i % 5 > 2 ? BROKEN : Outcome.DONE);
        }
        var standing = breaker.standing();
        assertThat((double) standing.failures() / standing.calls()).isBetween(0.39, 0.41);
        assertThat(state()).isEqualTo(CLOSED);
    }

    @Test
    void oneProbeAtATimeTriesAndItsFailureOpensItAgain() {
        calls(5, BROKEN);
        seconds(30);
        Permit probe = admitted();
        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.admit()).isNull();
        probe.failed(timers.nanos(), "again");
        assertThat(state()).isEqualTo(OPEN);
        seconds(29.9);
        assertThat(breaker.admit()).isNull();
        seconds(0.1);
        call(Outcome.DONE);
        call(BROKEN); // in a row, it says
        assertThat(state()).isEqualTo(OPEN);
        assertThat(states).containsExactly(OPEN, HALF_OPEN, OPEN, HALF_OPEN, OPEN);
    }

    @Test
    void aProbeThatIsGivenUpLeavesItsPlaceToAnother() {
        calls(5, BROKEN);
        seconds(30);
        call(GIVEN_UP);
        assertThat(state()).isEqualTo(HALF_OPEN);
        calls(2, Outcome.DONE);
        assertThat(state()).isEqualTo(CLOSED);
    }

    @Test
    void aProbeThatNeverAnswersDoesNotKeepItHalfOpenForEver() {
        calls(5, BROKEN);
        seconds(30);
        Permit silent = admitted();
        seconds(29.9);
        assertThat(breaker.admit()).isNull();
        seconds(0.1);
        calls(2, Outcome.DONE);
        assertThat(state()).isEqualTo(CLOSED);
        silent.failed(timers.nanos(), "of old");
        assertThat(state()).isEqualTo(CLOSED);
    }

    @Test
    void aProbeThatHasBeenAnsweringForAWindowCountsAsASuccess() { // a stream of events may last for days
        calls(5, BROKEN);
        seconds(30);
        admitted().answered();
        seconds(9.9);
        assertThat(breaker.admit()).isNull();
        seconds(0.1);
        admitted().answered();
        seconds(10);
        assertThat(breaker.admit()).isNotNull();
        assertThat(state()).isEqualTo(CLOSED);
    }

    @Test
    void whatCallsOfAnEarlierPhaseSayIsNotHeard() {
        Permit old = admitted();
        calls(5, BROKEN);
        seconds(30);
        old.accept(BROKEN);
        old.accept(Outcome.DONE);
        old.accept(Outcome.DONE);
        assertThat(state()).isEqualTo(OPEN);
        calls(2, Outcome.DONE);
        for (int i = 0; i < 10; i++) {
            old.accept(BROKEN);
        }
        assertThat(state()).isEqualTo(CLOSED);
    }

    @Test
    void anotherConfigurationHoldsAtOnceButWhatIsOpenStaysOpen() {
        calls(4, BROKEN);
        breaker.configure(new BreakerConfig(2, 50, Duration.ofSeconds(10), Duration.ofSeconds(5), 1, 1, true));
        call(BROKEN);
        assertThat(state()).isEqualTo(CLOSED);
        call(BROKEN);
        assertThat(state()).isEqualTo(OPEN);
        breaker.configure(BreakerConfig.DEFAULT);
        assertThat(state()).isEqualTo(OPEN);
        seconds(5);
        calls(2, Outcome.DONE);
        assertThat(state()).isEqualTo(CLOSED);
    }
}
