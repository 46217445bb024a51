package io.telpher.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Tries;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class HedgeTest {
    private static final long AFTER = 50_000_000L;

    private final ManualTimers timers = new ManualTimers();
    private final Told told = new Told();
    private final Metrics counted = new Metrics();
    private final RetryMetrics metrics = new RetryMetrics(counted, "r");
    private RetryBudget budget = new RetryBudget(0.2, 10, 0);
    private boolean whole = true;
    private int most = 1;
    private HedgeDelay delay = HedgeDelay.fixed(AFTER);

    /** What an endpoint is asked, and how the test answers. */
    private static final class Asked {
        final Told.Ask ask;
        final Cell<Integer> answer = new Cell<>();
        volatile boolean interrupted;

        Asked(Told.Ask ask) {
            this.ask = ask;
        }
    }

    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private final Service<Told.Ask, Integer> upstream = request -> {
        Asked one = new Asked(request);
        asked.add(one);
        try {
            return one.answer.join();
        } catch (InterruptedException e) {
            one.interrupted = true;
            throw Failure.downstream(Failure.Kind.CANCELLED, "nobody waits");
        }
    };

    /** The caller: its thread, and what it got. */
    private final class Call {
        final Told.Ask ask;
        final Cell<Integer> got = new Cell<>();
        volatile boolean interruptedAfter;
        final Thread thread;

        Call(Told.Ask ask) {
            this.ask = ask;
            ask.tries = new Tries();
            Hedge<Told.Ask, Integer> hedge = new Hedge<>(
                    told,
                    budget,
                    metrics,
                    new Waiter(timers),
                    Thread.ofVirtual().factory(),
                    delay,
                    most,
                    _ -> whole);
            thread = Thread.startVirtualThread(() -> {
                try {
                    int reply = hedge.call(ask, upstream);
                    interruptedAfter = Thread.currentThread().isInterrupted();
                    got.complete(reply);
                } catch (Throwable e) {
                    got.fail(e);
                }
            });
        }
    }

    private Call call() throws Exception {
        return call(new Told.Ask(true, true));
    }

    private Call call(Told.Ask ask) throws Exception {
        Call call = new Call(ask);
        awaitAsked(1);
        return call;
    }

    private static void until(BooleanSupplier so) throws Exception {
        Eventually.see(so::getAsBoolean, Boolean.TRUE::equals);
    }

    private void awaitAsked(int count) throws Exception {
        Eventually.see(asked::size, size -> size == count);
    }

    private void awaitHedges(String outcome, int count) throws Exception {
        var hedges = counted.counters().get("telpher_hedges_total").with("r", outcome);
        Eventually.see(hedges::value, value -> value == count);
    }

    private Call hedged() throws Exception {
        Call call = call();
        timers.advanceNanos(AFTER);
        awaitAsked(2);
        return call;
    }

    @Test
    void aQuickCallIsMadeOnce() throws Exception {
        Call call = call();
        timers.advanceNanos(AFTER - 1);
        asked.getFirst().answer.complete(200);
        assertThat(call.got.join()).isEqualTo(200);
        timers.advanceNanos(AFTER);
        assertThat(asked).hasSize(1);
        assertThat(timers.pending()).isZero();
    }

    @Test
    void theSecondAnswersAndTheFirstIsCancelled() throws Exception {
        Call call = hedged();
        assertThat(asked.get(1).ask.tries.onlyElsewhere()).isTrue();
        asked.get(1).answer.complete(201);
        assertThat(call.got.join()).isEqualTo(201);
        assertThat(asked.getFirst().interrupted).isTrue();
        assertThat(call.interruptedAfter).as("the interruption is over").isFalse();
        assertThat(call.ask.rivalWon).isTrue();
        assertThat(call.ask.attempts).isEqualTo(1);
        awaitHedges("won", 1);
    }

    @Test
    void theFirstAnswersAfterAllAndTheSecondIsCancelled() throws Exception {
        Call call = hedged();
        asked.getFirst().answer.complete(200);
        assertThat(call.got.join()).isEqualTo(200);
        until(() -> asked.get(1).interrupted);
        assertThat(call.ask.rivalWon).isFalse();
        awaitHedges("lost", 1);
    }

    @Test
    void aFailureDoesNotWin() throws Exception {
        Call call = hedged();
        asked.get(1).answer.complete(503);
        awaitHedges("failed", 1);
        assertThat(told.discarded).containsExactly(503);
        asked.getFirst().answer.complete(200);
        assertThat(call.got.join()).isEqualTo(200);
    }

    @Test
    void theSecondSavesAFirstThatFails() throws Exception {
        Call call = hedged();
        asked.getFirst().answer.fail(Failure.upstream(Failure.Kind.RESET, false, "reset"));
        asked.get(1).answer.complete(200);
        assertThat(call.got.join()).isEqualTo(200);
    }

    @Test
    void ifBothFailTheFirstFailureIsTold() throws Exception {
        Call call = hedged();
        Failure reset = Failure.upstream(Failure.Kind.RESET, false, "reset");
        asked.getFirst().answer.fail(reset);
        asked.get(1).answer.fail(Failure.upstream(Failure.Kind.REFUSED, true, "refused"));
        assertThatThrownBy(call.got::join).isSameAs(reset);
    }

    @Test
    void whoeverGoesTakesBothAlong() throws Exception {
        Call call = hedged();
        call.thread.interrupt();
        assertThatThrownBy(call.got::join).isInstanceOf(Failure.class);
        until(() -> asked.stream().allMatch(one -> one.interrupted));
    }

    @Test
    void whoeverGoesWhileTheSecondIsWaitedForTakesItAlong() throws Exception {
        Call call = hedged();
        asked.getFirst().answer.complete(503);
        until(() -> call.thread.getState() == Thread.State.WAITING);
        call.thread.interrupt();
        assertThatThrownBy(call.got::join).isInstanceOf(InterruptedException.class);
        until(() -> asked.get(1).interrupted);
    }

    @Test
    void hedgesArePaidFromTheBudget() throws Exception {
        budget = new RetryBudget(0, 0, 0);
        Call call = call();
        timers.advanceNanos(AFTER);
        awaitHedges("no-budget", 1);
        asked.getFirst().answer.complete(200);
        assertThat(call.got.join()).isEqualTo(200);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatIsNotIdempotentOrNotWholeIsNotHedged() throws Exception {
        Call post = call(new Told.Ask(false, true));
        assertThat(timers.pending()).isZero();
        asked.getFirst().answer.complete(200);
        post.got.join();

        asked.clear();
        whole = false;
        Call put = call();
        timers.advanceNanos(AFTER);
        assertThat(asked).hasSize(1);
        asked.getFirst().answer.complete(200);
        put.got.join();
    }

    @Test
    void thereCanBeMoreThanOne() throws Exception {
        most = 2;
        Call call = hedged();
        timers.advanceNanos(AFTER);
        awaitAsked(3);
        timers.advanceNanos(AFTER);
        asked.get(2).answer.complete(203);
        assertThat(call.got.join()).isEqualTo(203);
        until(() -> asked.get(0).interrupted && asked.get(1).interrupted);
        assertThat(call.ask.attempts).isEqualTo(2);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aPercentileIsLearntFromTheCallsThemselves() throws Exception {
        delay = HedgeDelay.percentile(0.95, 1_000_000, 0);
        for (int i = 0; i < Latencies.CALLS_MIN; i++) {
            asked.clear();
            Call call = call();
            timers.advanceNanos(20_000_000);
            asked.getFirst().answer.complete(200);
            call.got.join();
            assertThat(asked).hasSize(1);
        }
        timers.advanceNanos(1_000_000_000);
        asked.clear();
        Call slow = call();
        assertThat(timers.nanosToNext()).isBetween(20_000_000L, 22_500_000L);
        timers.advanceNanos(22_500_000);
        awaitAsked(2);
        asked.get(1).answer.complete(200);
        assertThat(slow.got.join()).isEqualTo(200);
    }
}
