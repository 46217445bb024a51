package io.telpher.resilience.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.MemoryStore;
import io.telpher.core.SharedStore;
import io.telpher.core.Waiter;
import io.telpher.resilience.idempotency.OnceResult.Different;
import io.telpher.resilience.idempotency.OnceResult.Executed;
import io.telpher.resilience.idempotency.OnceResult.NotKept;
import io.telpher.resilience.idempotency.OnceResult.Repeated;
import io.telpher.resilience.idempotency.OnceResult.StillBusy;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final OnceLimits LIMITS = OnceLimits.waiting(24 * 3600 * SECOND, 10 * SECOND);

    private final ManualTimers timers = new ManualTimers();
    private final SharedStore store = new MemoryStore(timers);
    private final AtomicInteger executions = new AtomicInteger();
    private final Once<String> once = node();

    /** Replies are texts: what begins with "later" is not final, what is long is not kept. */
    private static final Answers<String> TEXTS = new Answers<>() {
        @Override
        public boolean isFinal(String reply) {
            return !reply.startsWith("later");
        }

        @Override
        public Taken<String> take(String reply) {
            return new Taken<>(reply, reply.length() > 10 ? null : reply.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String of(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    };

    private Once<String> node() {
        return new Once<>(
                store, LIMITS, TEXTS, new Waiter(timers), Thread.ofVirtual().factory());
    }

    private static byte[] print(int of) {
        byte[] print = new byte[Kept.PRINT_BYTES];
        Arrays.fill(print, (byte) of);
        return print;
    }

    private Callable<String> answering(String reply) {
        return () -> {
            executions.incrementAndGet();
            return reply;
        };
    }

    private Callable<String> answering(Cell<String> reply) {
        return () -> {
            executions.incrementAndGet();
            return reply.join();
        };
    }

    /** A call on a thread of its own. */
    private static final class Calling {
        final Cell<OnceResult<String>> result = new Cell<>();
        final Thread thread;

        Calling(Callable<OnceResult<String>> call) {
            thread = Thread.startVirtualThread(() -> {
                try {
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.fail(e);
                }
            });
        }
    }

    private Calling calling(Once<String> node, Callable<String> first) {
        return new Calling(() -> node.call("k", print(1), first));
    }

    private void awaitExecutions(int count) throws Exception {
        Eventually.see(executions::get, seen -> seen == count);
    }

    @Test
    void aRepeatGetsTheAnswerOfTheFirst() throws Exception {
        assertThat(once.call("k", print(1), answering("paid"))).isEqualTo(new Executed<>("paid"));
        timers.advance(Duration.ofHours(23));
        assertThat(node().call("k", print(1), answering("again"))).isEqualTo(new Repeated<>("paid"));
        assertThat(executions).hasValue(1);
    }

    @Test
    void whenTheLeaseIsOverItIsAnotherCall() throws Exception {
        once.call("k", print(1), answering("paid"));
        timers.advance(Duration.ofHours(25));
        assertThat(once.call("k", print(1), answering("again"))).isEqualTo(new Executed<>("again"));
    }

    @Test
    void aKeyBelongsToOneRequest() throws Exception {
        once.call("k", print(1), answering("paid"));
        assertThat(once.call("k", print(2), answering("x"))).isEqualTo(new Different<>());
        assertThat(once.call("other", print(2), answering("x"))).isEqualTo(new Executed<>("x"));
    }

    @Test
    void repeatsWaitForTheFirstOnWhateverNode() throws Exception {
        Cell<String> reply = new Cell<>();
        Calling first = calling(once, answering(reply));
        awaitExecutions(1);
        List<Calling> repeats = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            repeats.add(calling(node(), answering("never")));
        }
        timers.awaitPending(1 + repeats.size());
        assertThat(once.call("k", print(2), answering("never"))).isEqualTo(new Different<>());
        reply.complete("paid");

        assertThat(first.result.join()).isEqualTo(new Executed<>("paid"));
        for (Calling repeat : repeats) {
            assertThat(repeat.result.join()).isEqualTo(new Repeated<>("paid"));
        }
        assertThat(executions).hasValue(1);
    }

    @Test
    void butNotForEver() throws Exception {
        Cell<String> reply = new Cell<>();
        Calling first = calling(once, answering(reply));
        awaitExecutions(1);
        Calling repeat = calling(node(), answering("never"));
        while (!repeat.result.isDone()) {
            timers.awaitPending(2);
            timers.advance(Duration.ofSeconds(1));
            if (timers.nanos() >= 10 * SECOND) {
                break;
            }
        }
        assertThat(repeat.result.join()).isEqualTo(new StillBusy<>());
        reply.complete("paid");
        assertThat(first.result.join()).isEqualTo(new Executed<>("paid"));
    }

    @Test
    void whatIsNotFinalGivesTheKeyBack() throws Exception {
        assertThat(once.call("k", print(1), answering("later"))).isEqualTo(new Executed<>("later"));
        Failure reset = Failure.upstream(Failure.Kind.RESET, false, "reset");
        assertThatThrownBy(() -> once.call("k", print(1), () -> {
                    throw reset;
                }))
                .isSameAs(reset);
        assertThat(once.call("k", print(1), answering("paid"))).isEqualTo(new Executed<>("paid"));
    }

    @Test
    void aRepeatThatWaitedForAFailureExecutes() throws Exception {
        Cell<String> reply = new Cell<>();
        Calling first = calling(once, answering(reply));
        awaitExecutions(1);
        Calling repeat = calling(node(), answering("paid"));
        timers.awaitPending(2);
        reply.fail(Failure.upstream(Failure.Kind.RESET, false, "reset"));

        assertThatThrownBy(first.result::join).isInstanceOf(Failure.class);
        assertThat(repeat.result.join()).isEqualTo(new Executed<>("paid"));
    }

    @Test
    void anAnswerThatIsTooLongIsGivenOnce() throws Exception {
        assertThat(once.call("k", print(1), answering("much too long"))).isEqualTo(new Executed<>("much too long"));
        assertThat(once.call("k", print(1), answering("never"))).isEqualTo(new NotKept<>());
        assertThat(executions).hasValue(1);
    }

    @Test
    void anExecutionGoesOnWhenItsCallerLeaves() throws Exception {
        Cell<String> reply = new Cell<>();
        Calling first = calling(once, answering(reply));
        awaitExecutions(1);
        first.thread.interrupt();
        assertThatThrownBy(first.result::join).isInstanceOf(InterruptedException.class);
        Calling repeat = calling(once, answering("never"));
        timers.awaitPending(2);
        reply.complete("paid");
        assertThat(repeat.result.join()).isEqualTo(new Repeated<>("paid"));
    }

    @Test
    void anExecutionThatLastsKeepsItsClaim() throws Exception {
        Cell<String> reply = new Cell<>();
        Calling first = calling(once, answering(reply));
        awaitExecutions(1);
        for (int i = 0; i < 12; i++) {
            timers.awaitPending(1);
            timers.advance(Duration.ofSeconds(10));
        }
        timers.awaitPending(1);
        assertThat(store.read("k")).as("two minutes later").isNotNull();
        reply.complete("paid");
        assertThat(first.result.join()).isEqualTo(new Executed<>("paid"));
        Eventually.see(timers::pending, count -> count == 0);
    }

    @Test
    void theClaimOfANodeThatDiedEnds() throws Exception {
        store.putIfAbsent("k", Kept.pending(print(1), new byte[16]), LIMITS.claimNanos());
        Calling repeat = calling(once, answering("paid"));
        timers.awaitPending(1);
        timers.advance(Duration.ofSeconds(10));
        assertThat(repeat.result.join()).isEqualTo(new StillBusy<>());
        timers.advance(Duration.ofSeconds(21));
        assertThat(once.call("k", print(1), answering("paid"))).isEqualTo(new Executed<>("paid"));
    }
}
