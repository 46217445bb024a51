package io.telpher.resilience.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines of a protocol that is made up here, under virtual time. */
class DeadlinesTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualTimers time = new ManualTimers();
    private final Waiter waiter = new Waiter(time);
    private final List<String> seen = new ArrayList<>();

    /** A call of the made-up protocol: when it came, and by when it must be over. */
    private static final class Call {
        private final long began;
        private final Thread thread = Thread.currentThread();
        private long deadline;

        Call(long began) {
            this.began = began;
        }
    }

    /** What every protocol does: keeps the earliest deadline, and interrupts the thread when it has come. */
    private final class MadeUp implements Traits<Call, String> {
        @Override
        public boolean idempotent(Call request) {
            return true;
        }

        @Override
        public boolean replayable(Call request) {
            return true;
        }

        @Override
        public boolean failed(String reply) {
            return false;
        }

        @Override
        public Ending end(String reply) {
            return Ending.of(Outcome.DONE);
        }

        @Override
        public void discard(String reply) {}

        @Override
        public boolean lasts(String reply) {
            return reply.equals("events");
        }

        @Override
        public long deadlineNanos(Call request) {
            return request.deadline;
        }

        @Override
        public void limit(Call request, long nanos) {
            said(request, request.began + nanos);
        }

        @Override
        public void unlimit(Call request) {
            request.deadline = 0;
        }

        private void said(Call request, long at) {
            if (request.deadline == 0 || at - request.deadline < 0) {
                request.deadline = at;
                time.after(at - time.nanos(), request.thread::interrupt);
            }
        }
    }

    private final MadeUp traits = new MadeUp();

    private Service<Call, String> limited(long seconds, Service<Call, String> service) {
        return new Deadlines<>(traits, time)
                .then(new TimeLimit<>(traits, seconds * SECOND))
                .then(service);
    }

    private static Failure failure(Throwable thrown) {
        assertThat(thrown).isInstanceOf(Failure.class);
        return (Failure) thrown;
    }

    @Test
    void aCallThatIsInTimeIsLeftAlone() throws Exception {
        assertThat(limited(10, _ -> "fine").call(new Call(0))).isEqualTo("fine");
    }

    @Test
    void whoWaitsIsInterruptedAndTheFailureSaysThatItIsTheDeadline() throws Exception {
        CompletableFuture<String> answer = run(() -> limited(10, _ -> {
                    waiter.sleep(60 * SECOND);
                    return "too late";
                })
                .call(new Call(0)));
        time.awaitPending(2);
        time.advance(Duration.ofSeconds(9));
        assertThat(answer).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .satisfies(thrown -> {
                    assertThat(failure(thrown).kind()).isEqualTo(Failure.Kind.DEADLINE);
                    assertThat(failure(thrown).retryable()).isFalse();
                });
    }

    @Test
    void anInterruptionBeforeTheDeadlineStaysOne() {
        Service<Call, String> service = limited(10, _ -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> service.call(new Call(0))).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aFailureOfTheUpstreamAfterTheDeadlineKeepsItsName() {
        Service<Call, String> service = limited(10, _ -> {
            time.advance(Duration.ofSeconds(11));
            Thread.interrupted();
            throw Failure.upstream(Failure.Kind.REFUSED, true, "nobody there");
        });
        assertThatThrownBy(() -> service.call(new Call(0)))
                .satisfies(thrown -> assertThat(failure(thrown).kind()).isEqualTo(Failure.Kind.REFUSED));
    }

    @Test
    void nothingBeginsAfterTheDeadline() {
        Call call = new Call(0);
        traits.said(call, 5 * SECOND);
        time.advance(Duration.ofSeconds(5));
        Thread.interrupted();
        Service<Call, String> service = new Deadlines<>(traits, time).then(_ -> "begun");
        assertThatThrownBy(() -> service.call(call))
                .satisfies(thrown -> assertThat(failure(thrown).kind()).isEqualTo(Failure.Kind.DEADLINE));
    }

    @Test
    void aReplyWithoutEndMayLastOnceItHasBegun() throws Exception {
        Call call = new Call(0);
        assertThat(limited(10, _ -> "events").call(call)).isEqualTo("events");
        assertThat(call.deadline).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECOND, -5 * SECOND})
    void aLimitOnlyShortensWhateverTheClockSays(long start) throws Exception {
        time.advanceNanos(0);
        Call call = new Call(start);
        call.deadline = start + 3 * SECOND == 0 ? 1 : start + 3 * SECOND;
        new TimeLimit<>(traits, 10 * SECOND).call(call, _ -> "fine");
        assertThat(call.deadline).isEqualTo(start + 3 * SECOND);
        new TimeLimit<>(traits, 2 * SECOND).call(call, _ -> "fine");
        assertThat(call.deadline).isEqualTo(start + 2 * SECOND);
    }

    /** The source's example: A gives 10 s, one second goes by at each, B has 9 and C 8, and all is over after 10, not 30. */
    @Test
    void threeInARowShareOneDeadlineAndNotASum() throws Exception {
        CompletableFuture<String> answer = run(() -> hop("A", 10, hop("B", 30, hop("C", 30, _ -> {
                    waiter.sleep(3_600 * SECOND);
                    return "never";
                })))
                .call(new Call(0)));
        for (int second = 0; second < 3; second++) {
            time.awaitPending(second + 2);
            time.advance(Duration.ofSeconds(1));
        }
        time.awaitPending(4);
        assertThat(seen).containsExactly("A 10", "B 9", "C 8");
        assertThat(answer).isNotDone();
        time.advance(Duration.ofSeconds(7));
        assertThatThrownBy(answer::get)
                .cause()
                .satisfies(thrown -> assertThat(failure(thrown).kind()).isEqualTo(Failure.Kind.DEADLINE));
        assertThat(time.nanos()).isEqualTo(10 * SECOND);
    }

    /** A process in a row: what is left is told to it, it has a limit of its own, and works for a second before it asks on. */
    private Service<Call, String> hop(String name, long limitSeconds, Service<Call, String> next) {
        Service<Call, String> own = limited(limitSeconds, call -> {
            seen.add(name + " " + (call.deadline - time.nanos()) / SECOND);
            waiter.sleep(SECOND);
            return next.call(call);
        });
        return caller -> {
            Call call = new Call(time.nanos());
            if (caller.deadline != 0) {
                traits.said(call, caller.deadline);
            }
            return own.call(call);
        };
    }

    private interface Work {
        String run() throws Exception;
    }

    private static CompletableFuture<String> run(Work work) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(work.run());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
