package io.telpher.resilience.coalesce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Cell;
import io.telpher.core.Copies;
import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coalescing of a made-up protocol, under virtual time. A request is a text, its key the part before the dot. */
class CoalescingTest {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final ManualTimers time = new ManualTimers();
    private final List<Cell<String>> upstream = new CopyOnWriteArrayList<>();
    private final List<String> discarded = new CopyOnWriteArrayList<>();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Map<CoalesceEvents.Role, AtomicInteger> roles = new EnumMap<>(CoalesceEvents.Role.class);
    private final AtomicInteger anew = new AtomicInteger();
    private final Coalescing<String, String> coalescing = coalescing(new CoalesceLimits(WAIT.toNanos(), 1000));

    private Coalescing<String, String> coalescing(CoalesceLimits limits) {
        for (CoalesceEvents.Role role : CoalesceEvents.Role.values()) {
            roles.put(role, new AtomicInteger());
        }
        CoalesceEvents events = new CoalesceEvents() {
            @Override
            public void played(Role role) {
                roles.get(role).incrementAndGet();
            }

            @Override
            public void begunAnew() {
                anew.incrementAndGet();
            }
        };
        return new Coalescing<>(
                new MadeUp(),
                request -> request.startsWith("post") ? null : request.split("[.]")[0],
                new Waiter(time),
                Thread::startVirtualThread,
                limits,
                events);
    }

    private final class MadeUp implements Traits<String, String> {
        @Override
        public boolean idempotent(String request) {
            return true;
        }

        @Override
        public boolean replayable(String request) {
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
        public void discard(String reply) {
            discarded.add(reply);
        }

        @Override
        public Copies<String, String> share(String request, String reply, int bytesMax, Waiter waiter) {
            if (reply.startsWith("mine")) {
                return null;
            }
            return new Copies<>() {
                @Override
                public String copy(String other) {
                    return other.endsWith("other") ? null : reply;
                }

                @Override
                public void run() {}
            };
        }
    }

    /** Answers when the test says so. */
    private final Service<String, String> service = request -> {
        Cell<String> answer = new Cell<>();
        upstream.add(answer);
        try {
            return answer.join();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    };

    private final class Caller {
        private final CompletableFuture<String> reply = new CompletableFuture<>();
        private final Thread thread;

        Caller(String request) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    reply.complete(coalescing.call(request, service));
                } catch (Throwable e) {
                    reply.completeExceptionally(e);
                }
            });
        }

        String reply() throws Exception {
            return reply.get();
        }
    }

    /** One that leads and some that wait for it. */
    private List<Caller> callers(int waiting, String request) throws Exception {
        int before = upstream.size();
        List<Caller> all = new ArrayList<>();
        all.add(new Caller(request));
        called(before + 1);
        int pending = time.pending();
        for (int i = 1; i <= waiting; i++) {
            all.add(new Caller(request));
        }
        time.awaitPending(pending + waiting);
        return all;
    }

    private Cell<String> called(int times) throws Exception {
        Eventually.see(upstream::size, size -> size >= times);
        return upstream.get(times - 1);
    }

    /** Fails the first call, and waits until the rest wait for the second: by timers that were set later. */
    private Cell<String> failFirst(int rest) throws Exception {
        time.advance(Duration.ofSeconds(1));
        upstream.getFirst().fail(Failure.upstream(Failure.Kind.RESET, false, "broken"));
        Cell<String> second = called(2);
        Eventually.see(() -> time.pending() == rest && time.nanosToNext() == WAIT.toNanos(), waiting -> waiting);
        return second;
    }

    private int played(CoalesceEvents.Role role) {
        return roles.get(role).get();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void identicalCallsThatAreUnderWayTogetherCauseOne(int waiting) throws Exception {
        List<Caller> all = callers(waiting, "a");
        upstream.getFirst().complete("reply");
        for (Caller caller : all) {
            assertThat(caller.reply()).isEqualTo("reply");
        }
        assertThat(upstream).hasSize(1);
        assertThat(played(CoalesceEvents.Role.LED)).isEqualTo(1);
        assertThat(played(CoalesceEvents.Role.JOINED)).isEqualTo(waiting);
        assertThat(coalescing.flights()).isZero();
    }

    @Test
    void othersAreOnTheirOwnAndWhoComesLaterAsksAnew() throws Exception {
        Caller a = callers(0, "a").getFirst();
        Caller b = callers(0, "b").getFirst();
        Caller post = callers(0, "post").getFirst();
        upstream.forEach(call -> call.complete("reply"));
        assertThat(List.of(a.reply(), b.reply(), post.reply())).hasSize(3);
        Caller later = callers(0, "a").getFirst();
        called(4).complete("later");
        assertThat(later.reply()).isEqualTo("later");
    }

    @Test
    void whenTheLeaderFailsOneOfTheOthersBeginsAnewAndTheRestWaitForThat() throws Exception {
        List<Caller> all = callers(10, "a");
        Cell<String> second = failFirst(9);
        assertThatThrownBy(all.getFirst()::reply).isInstanceOf(ExecutionException.class);
        second.complete("second");
        for (Caller caller : all.subList(1, 11)) {
            assertThat(caller.reply()).isEqualTo("second");
        }
        assertThat(upstream).hasSize(2);
        assertThat(anew).hasValue(1);
    }

    @Test
    void theFailureOfTheSecondIsTheirs() throws Exception {
        List<Caller> all = callers(10, "a");
        Cell<String> second = failFirst(9);
        second.fail(Failure.upstream(Failure.Kind.RESET, false, "again"));
        for (Caller caller : all) {
            assertThatThrownBy(caller::reply).cause().isInstanceOf(Failure.class);
        }
        assertThat(upstream).hasSize(2);
    }

    @Test
    void whenTheLeaderIsSlowOneOfTheOthersBeginsAnewAndThenEachGoesByHimself() throws Exception {
        List<Caller> all = callers(3, "a");
        time.advance(WAIT);
        called(2);
        time.awaitPending(2);
        assertThat(upstream).hasSize(2);
        time.advance(WAIT);
        called(4);
        for (int i = 1; i < 4; i++) {
            upstream.get(i).complete("not the leader's");
        }
        for (Caller caller : all.subList(1, 4)) {
            assertThat(caller.reply()).isEqualTo("not the leader's");
        }
        assertThat(all.getFirst().reply).isNotDone();
        upstream.getFirst().complete("at last");
        assertThat(all.getFirst().reply()).isEqualTo("at last");
        assertThat(played(CoalesceEvents.Role.ALONE)).isEqualTo(2);
    }

    @Test
    void theCallGoesOnWhenWhoBeganItLeaves() throws Exception {
        List<Caller> all = callers(2, "a");
        all.getFirst().thread.interrupt();
        assertThatThrownBy(all.getFirst()::reply).cause().isInstanceOf(InterruptedException.class);
        upstream.getFirst().complete("reply");
        assertThat(all.get(1).reply()).isEqualTo("reply");
        assertThat(all.get(2).reply()).isEqualTo("reply");
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void theCallEndsWhenNobodyIsLeft() throws Exception {
        List<Caller> all = callers(2, "a");
        for (Caller caller : all) {
            caller.thread.interrupt();
            assertThatThrownBy(caller::reply).cause().isInstanceOf(InterruptedException.class);
        }
        Eventually.see(interrupted::get, count -> count == 1);
        assertThat(coalescing.flights()).isZero();
        Caller next = callers(0, "a").getFirst();
        called(2).complete("next");
        assertThat(next.reply()).isEqualTo("next");
    }

    @Test
    void aReplyThatIsForOneOnlyLetsTheOthersGoAtOnce() throws Exception {
        List<Caller> all = callers(2, "a");
        upstream.getFirst().complete("mine");
        assertThat(all.getFirst().reply()).isEqualTo("mine");
        called(3);
        upstream.get(1).complete("one");
        upstream.get(2).complete("two");
        assertThat(List.of(all.get(1).reply(), all.get(2).reply())).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void whomTheReplyDoesNotAnswerGoesByHimself() throws Exception {
        Caller first = callers(1, "a").getFirst();
        int pending = time.pending();
        Caller other = new Caller("a.other");
        time.awaitPending(pending + 1);
        upstream.getFirst().complete("reply");
        assertThat(first.reply()).isEqualTo("reply");
        called(2).complete("for the other");
        assertThat(other.reply()).isEqualTo("for the other");
    }

    @Test
    void aMistakeOfOursIsNotTriedAgain() throws Exception {
        List<Caller> all = callers(2, "a");
        upstream.getFirst().fail(new IllegalStateException("a bug"));
        for (Caller caller : all) {
            assertThatThrownBy(caller::reply).cause().hasMessage("a bug");
        }
        assertThat(upstream).hasSize(1);
    }

    @Test
    void whoIsBeyondTheLimitsGoesByHimself() throws Exception {
        Coalescing<String, String> narrow = coalescing(new CoalesceLimits(WAIT.toNanos(), 1000, 1, 2));
        ConcurrentLinkedQueue<String> replies = new ConcurrentLinkedQueue<>();
        Consumer<String> caller = request -> Thread.ofVirtual().start(() -> {
            try {
                replies.add(narrow.call(request, service));
            } catch (Exception e) {
                replies.add(e.toString());
            }
        });
        caller.accept("a");
        called(1);
        List.of("a", "a", "b").forEach(caller);
        called(3);
        Eventually.see(time::pending, count -> count == 1);
        upstream.forEach(call -> call.complete("reply"));
        Eventually.see(replies::size, size -> size == 4);
        assertThat(replies).containsOnly("reply");
        assertThat(upstream).hasSize(3);
    }
}
