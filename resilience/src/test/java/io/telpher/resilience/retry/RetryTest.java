package io.telpher.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Backoff;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
    private static final long SECOND = 1_000_000_000L;

    /** Time passes while somebody waits, and at no other time. */
    private static final class Waited implements Timers {
        long now;
        final List<Long> waits = new ArrayList<>();

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            waits.add(delayNanos);
            now += delayNanos;
            task.run();
            return () -> {};
        }
    }

    private final Waited time = new Waited();
    private final Told told = new Told();
    private final Metrics counted = new Metrics();
    private final RetryMetrics metrics = new RetryMetrics(counted, "r");
    private final ArrayDeque<Object> script = new ArrayDeque<>();
    private RetryBudget budget = new RetryBudget(1, 1_000, 0);
    private boolean others;
    private int calls;

    private final Service<Told.Ask, Integer> upstream = request -> {
        calls++;
        request.tries.add(new Object());
        request.tries.others(others);
        Object next = script.size() > 1 ? script.poll() : script.element();
        if (next instanceof Failure failure) {
            throw failure;
        }
        return (Integer) next;
    };

    private Retry<Told.Ask, Integer> retry(int attempts) {
        return retry(attempts, 0, EnumSet.allOf(Reason.class));
    }

    private Retry<Told.Ask, Integer> retry(int attempts, long perTryNanos, Set<Reason> on) {
        RetryPolicy<Integer> policy = new RetryPolicy<>(
                attempts,
                Backoff.DEFAULT,
                perTryNanos,
                on,
                reply -> reply == 429 ? Reason.BUSY : told.failed(reply) ? Reason.FAILED : null);
        return new Retry<>(told, policy, budget, metrics, new Waiter(time), () -> 0.5);
    }

    private static Told.Ask get() {
        return new Told.Ask(true, true);
    }

    private static Failure failure(Failure.Kind kind, boolean harmless) {
        return Failure.upstream(kind, harmless, "told so");
    }

    private long count(String family, String... labels) {
        return counted.counters().get(family).with(labels).value();
    }

    @Test
    void whatSucceedsIsCalledOnce() throws Exception {
        script.add(200);
        assertThat(retry(5).call(get(), upstream)).isEqualTo(200);
        assertThat(calls).isEqualTo(1);
        assertThat(time.waits).isEmpty();
    }

    @Test
    void retriesWaitTwiceAsLongEachTime() throws Exception {
        script.addAll(List.of(503, 503, 503, 503, 200));
        assertThat(retry(5).call(get(), upstream)).isEqualTo(200);
        assertThat(time.waits).containsExactly(SECOND * 3 / 4, SECOND * 3 / 2, SECOND * 3, SECOND * 6);
        assertThat(told.discarded).containsExactly(503, 503, 503, 503);
        assertThat(count("telpher_retries_total", "r", "failed", "answered")).isEqualTo(1);
        assertThat(count("telpher_retries_total", "r", "failed", "failed")).isEqualTo(3);
    }

    @Test
    void theFirstRetryOnAnotherEndpointGoesAtOnce() throws Exception {
        others = true;
        script.addAll(List.of(503, 503, 200));
        assertThat(retry(5).call(get(), upstream)).isEqualTo(200);
        assertThat(time.waits).containsExactly(SECOND * 3 / 2);
    }

    @Test
    void theLastOutcomeIsTheAnswer() throws Exception {
        script.add(503);
        assertThat(retry(3).call(get(), upstream)).isEqualTo(503);
        assertThat(calls).isEqualTo(3);
        assertThat(count("telpher_retry_given_up_total", "r", "attempts")).isEqualTo(1);

        Failure reset = failure(Failure.Kind.RESET, false);
        script.clear();
        script.add(reset);
        assertThatThrownBy(() -> retry(2).call(get(), upstream)).isSameAs(reset);
        assertThat(calls).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 403, 404, 409, 422, 501, 505})
    void whatIsPermanentIsNotTriedAgain(int status) throws Exception {
        script.add(status);
        assertThat(retry(5).call(get(), upstream)).isEqualTo(status);
        assertThat(calls).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.Kind.class,
            names = {"PROTOCOL", "NO_ENDPOINT", "DEADLINE", "CANCELLED", "LIMIT", "INCOMPLETE"})
    void noOtherTroubleIsTriedAgain(Failure.Kind kind) {
        script.add(failure(kind, false));
        assertThatThrownBy(() -> retry(5).call(get(), upstream)).isInstanceOf(Failure.class);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void whatOurOwnLimitsRefuseIsNotTriedAgain() {
        script.add(Failure.refusal(Failure.Kind.LIMIT, "the bulkhead is full", SECOND));
        assertThatThrownBy(() -> retry(5).call(get(), upstream))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.LIMIT));
        assertThat(calls).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Failure.Kind.class,
            names = {"REFUSED", "CONNECT_TIMEOUT", "READ_TIMEOUT", "WRITE_TIMEOUT", "RESET", "STALE", "DNS", "TLS"})
    void troubleThatPassesIsTriedAgain(Failure.Kind kind) throws Exception {
        script.addAll(List.of(failure(kind, false), 200));
        assertThat(retry(5).call(get(), upstream)).isEqualTo(200);
    }

    @Test
    void whatMayHaveHadAnEffectIsTriedAgainOnlyIfItIsIdempotent() throws Exception {
        Told.Ask post = new Told.Ask(false, true);
        Failure reset = failure(Failure.Kind.RESET, false);
        script.add(reset);
        assertThatThrownBy(() -> retry(5).call(post, upstream)).isSameAs(reset);
        assertThat(calls).isEqualTo(1);
        assertThat(count("telpher_retry_given_up_total", "r", "unsafe")).isEqualTo(1);

        script.clear();
        script.addAll(List.of(failure(Failure.Kind.REFUSED, true), 201));
        assertThat(retry(5).call(post, upstream)).isEqualTo(201);
    }

    @Test
    void aBodyThatHasGoneIsNotSentAgain() throws Exception {
        script.add(503);
        assertThat(retry(5).call(new Told.Ask(true, false), upstream)).isEqualTo(503);
        assertThat(calls).isEqualTo(1);
        assertThat(count("telpher_retry_given_up_total", "r", "body")).isEqualTo(1);
    }

    @Test
    void whoAsksForPatienceGetsIt() throws Exception {
        others = true;
        told.waitNanos = 7 * SECOND;
        script.addAll(List.of(429, 200));
        assertThat(retry(5).call(get(), upstream)).isEqualTo(200);
        assertThat(time.waits).containsExactly(7 * SECOND + SECOND / 4);
    }

    @Test
    void butNotWithoutBounds() throws Exception {
        told.waitNanos = 33 * SECOND;
        script.add(429);
        assertThat(retry(5).call(get(), upstream)).isEqualTo(429);
        assertThat(calls).isEqualTo(1);
        assertThat(count("telpher_retry_given_up_total", "r", "patience")).isEqualTo(1);
    }

    @Property
    void nothingIsTriedBeyondTheDeadline(@ForAll @IntRange(min = 1, max = 40) int seconds) throws Exception {
        Told.Ask ask = get();
        ask.deadlineNanos = time.now + seconds * SECOND;
        budget = new RetryBudget(1, 1_000, time.now);
        script.clear();
        script.add(503);
        assertThat(retry(10).call(ask, upstream)).isEqualTo(503);
        assertThat(time.now).isLessThan(ask.deadlineNanos);
    }

    @Test
    void retriesThatTheBudgetDoesNotPayForAreNotMade() throws Exception {
        budget = new RetryBudget(0.1, 0, 0);
        script.add(503);
        for (int i = 0; i < 1_000; i++) {
            assertThat(retry(5).call(get(), upstream)).isEqualTo(503);
        }
        assertThat(calls).isBetween(1_001, 1_100);
        assertThat(count("telpher_retry_given_up_total", "r", "budget")).isPositive();
    }

    @Test
    void onlyWhatIsWantedIsTriedAgain() throws Exception {
        script.add(503);
        assertThat(retry(5, 0, EnumSet.of(Reason.REFUSED)).call(get(), upstream))
                .isEqualTo(503);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void eachAttemptHasItsOwnTime() throws Exception {
        script.addAll(List.of(503, 200));
        Told.Ask ask = get();
        retry(5, 2 * SECOND, EnumSet.allOf(Reason.class)).call(ask, upstream);
        assertThat(ask.untilNanos).isEqualTo(time.now + 2 * SECOND);
        assertThat(ask.attempts).isEqualTo(2);
    }
}
