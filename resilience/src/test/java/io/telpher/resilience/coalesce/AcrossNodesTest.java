package io.telpher.resilience.coalesce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Cell;
import io.telpher.core.Copies;
import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.MemoryStore;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two nodes that share a store, under virtual time. */
class AcrossNodesTest {
    private static final long WAIT_NANOS = 5_000_000_000L;
    private static final String KEY = "coalesce:/api/trending";

    private final ManualTimers time = new ManualTimers();
    private final SharedStore store = new MemoryStore(time);
    private final List<Cell<String>> upstream = new CopyOnWriteArrayList<>();
    private final AtomicInteger away = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();

    private static final class MadeUp implements Traits<String, String> {
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
        public void discard(String reply) {}

        @Override
        public Copies<String, String> share(String request, String reply, int bytesMax, Waiter waiter) {
            if (reply.startsWith("mine")) {
                return null;
            }
            return new Copies<>() {
                @Override
                public String copy(String other) {
                    return reply;
                }

                @Override
                public void run() {}
            };
        }
    }

    private static final Codec<String, String> CODEC = new Codec<>() {
        @Override
        public byte[] encode(String request, String reply) {
            return reply.getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] bytes, String request) throws IOException {
            String text = new String(bytes, UTF_8);
            if (text.startsWith("nonsense")) {
                throw new IOException("nonsense");
            }
            return text;
        }
    };

    private AcrossNodes<String, String> node(SharedStore shared) {
        AcrossNodes.StoreEvents events = new AcrossNodes.StoreEvents() {
            @Override
            public void played(CoalesceEvents.Role role) {}

            @Override
            public void storeAway(Failure why) {
                away.incrementAndGet();
            }
        };
        return new AcrossNodes<>(
                shared,
                new MadeUp(),
                CODEC,
                request -> request,
                new Waiter(time),
                Thread::startVirtualThread,
                () -> "request_id_" + ids.incrementAndGet(),
                new CoalesceLimits(WAIT_NANOS, 1000),
                events);
    }

    private final Service<String, String> service = _ -> {
        Cell<String> answer = new Cell<>();
        upstream.add(answer);
        return answer.join();
    };

    private CompletableFuture<String> call(AcrossNodes<String, String> node) {
        CompletableFuture<String> reply = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                reply.complete(node.call("/api/trending", service));
            } catch (Throwable e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    private Cell<String> called(int times) throws Exception {
        Eventually.see(upstream::size, size -> size >= times);
        return upstream.get(times - 1);
    }

    @Test
    void ofTwoNodesOneAsksAndBothHaveTheReply() throws Exception {
        CompletableFuture<String> one = call(node(store));
        Cell<String> asked = called(1);
        assertThat(store.read(KEY)).asString().isEqualTo("request_id_1");
        CompletableFuture<String> two = call(node(store));
        time.awaitPending(1);
        asked.complete("reply");
        assertThat(one.get()).isEqualTo("reply");
        assertThat(two.get()).isEqualTo("reply");
        assertThat(upstream).hasSize(1);
        assertThat(store.read(KEY)).isNull();
    }

    @Test
    void whenTheOneThatAsksFailsAnotherTakesItsPlaceAtOnce() throws Exception {
        CompletableFuture<String> one = call(node(store));
        Cell<String> asked = called(1);
        CompletableFuture<String> two = call(node(store));
        time.awaitPending(1);
        asked.fail(Failure.upstream(Failure.Kind.RESET, false, "broken"));
        assertThatThrownBy(one::get).cause().isInstanceOf(Failure.class);
        called(2).complete("second");
        assertThat(two.get()).isEqualTo("second");
    }

    @Test
    void whenItsReplyCannotBeStoredAnotherTakesItsPlaceAtOnce() throws Exception {
        CompletableFuture<String> one = call(node(full()));
        Cell<String> asked = called(1);
        CompletableFuture<String> two = call(node(store));
        time.awaitPending(1);
        asked.complete("lost");
        assertThat(one.get()).isEqualTo("lost");
        called(2).complete("second");
        assertThat(two.get()).isEqualTo("second");
        assertThat(away).hasValue(1);
    }

    /** The same store for one to whom it takes nothing more, such as a cluster one server of which is away. */
    private SharedStore full() {
        return (SharedStore) Proxy.newProxyInstance(
                SharedStore.class.getClassLoader(), new Class<?>[] {SharedStore.class}, (_, method, args) -> {
                    if (method.getName().equals("put")) {
                        throw Away.failure();
                    }
                    return method.invoke(store, args);
                });
    }

    @Test
    void whenTheOneThatAsksDiesItsLeaseEnds() throws Exception {
        assertThat(store.putIfAbsent(KEY, "of the dead".getBytes(UTF_8), WAIT_NANOS / 5))
                .isTrue();
        CompletableFuture<String> two = call(node(store));
        for (int i = 0; i < 4; i++) {
            time.awaitPending(1);
            time.advance(Duration.ofMillis(250));
        }
        called(1).complete("alive");
        assertThat(two.get()).isEqualTo("alive");
    }

    @Test
    void whenTheOneThatAsksIsSlowTheOthersGoByThemselves() throws Exception {
        CompletableFuture<String> one = call(node(store));
        called(1);
        store.put(KEY, "request_id_1".getBytes(UTF_8), 10 * WAIT_NANOS);
        CompletableFuture<String> two = call(node(store));
        for (int i = 0; i < 20; i++) {
            time.awaitPending(1);
            time.advance(Duration.ofMillis(250));
        }
        called(2).complete("own");
        assertThat(two.get()).isEqualTo("own");
        upstream.getFirst().complete("late");
        assertThat(one.get()).isEqualTo("late");
    }

    @Test
    void aReplyThatIsForOneOnlyLetsTheOthersGoAtOnce() throws Exception {
        CompletableFuture<String> one = call(node(store));
        Cell<String> asked = called(1);
        CompletableFuture<String> two = call(node(store));
        time.awaitPending(1);
        asked.complete("mine");
        called(2).complete("own");
        assertThat(one.get()).isEqualTo("mine");
        assertThat(two.get()).isEqualTo("own");
    }

    @Test
    void whatAnotherVersionWroteIsAsIfItWereNotForUs() throws Exception {
        CompletableFuture<String> one = call(node(store));
        Cell<String> asked = called(1);
        CompletableFuture<String> two = call(node(store));
        time.awaitPending(1);
        asked.complete("nonsense");
        called(2).complete("own");
        assertThat(one.get()).isEqualTo("nonsense");
        assertThat(two.get()).isEqualTo("own");
    }

    @Test
    void aStoreThatIsAwayIsAsIfThereWereNone() throws Exception {
        CompletableFuture<String> one = call(node(new Away()));
        CompletableFuture<String> two = call(node(new Away()));
        called(2);
        upstream.forEach(asked -> asked.complete("own"));
        assertThat(one.get()).isEqualTo("own");
        assertThat(two.get()).isEqualTo("own");
        assertThat(away).hasValue(2);
    }

    /** Nobody answers. */
    private static final class Away implements SharedStore {
        private static Failure failure() {
            return Failure.upstream(Failure.Kind.REFUSED, true, "the store is away");
        }

        @Override
        public byte[] read(String key) throws Failure {
            throw failure();
        }

        @Override
        public void put(String key, byte[] value, long leaseNanos) throws Failure {
            throw failure();
        }

        @Override
        public boolean putIfAbsent(String key, byte[] value, long leaseNanos) throws Failure {
            throw failure();
        }

        @Override
        public boolean replace(String key, byte[] expected, byte[] value, long leaseNanos) throws Failure {
            throw failure();
        }

        @Override
        public boolean remove(String key, byte[] expected) throws Failure {
            throw failure();
        }

        @Override
        public void publish(String topic, byte[] message) throws Failure {
            throw failure();
        }

        @Override
        public Subscription follow(String topic, Consumer<byte[]> follower) throws Failure {
            throw failure();
        }

        @Override
        public String append(String log, byte[] entry, int kept, long leaseNanos) throws Failure {
            throw failure();
        }

        @Override
        public String last(String log) throws Failure {
            throw failure();
        }

        @Override
        public List<Logged> after(String log, String place, int max, long leaseNanos) throws Failure {
            throw failure();
        }
    }
}
