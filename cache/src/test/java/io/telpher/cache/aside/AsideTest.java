package io.telpher.cache.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Failure;
import io.telpher.core.MemoryStore;
import io.telpher.core.Service;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A cache of values before a database that is a map, under virtual time. */
class AsideTest {
    private final ManualTimers time = new ManualTimers();
    private final SharedStore store = new MemoryStore(time);
    private final Map<String, String> database = new ConcurrentHashMap<>(Map.of("a", "1"));
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private final Aside<String, String> aside = node(store, 0);

    private Aside<String, String> node(SharedStore in, double random) {
        AsideEvents events = new AsideEvents() {
            @Override
            public void storeAway(Failure why) {
                away.incrementAndGet();
            }
        };
        return new Aside<>(
                in,
                key -> "test:" + key,
                ValueCodec.TEXT,
                AsideLimits.of(Duration.ofSeconds(60)),
                new Waiter(time),
                task -> Thread.ofVirtual().start(task),
                () -> "id-" + ids.incrementAndGet(),
                () -> random,
                events);
    }

    private String load(String key) {
        loads.incrementAndGet();
        return database.get(key);
    }

    private String read() throws Exception {
        return aside.call("a", this::load);
    }

    @Test
    void aValueIsLoadedOnceAndKeptForItsTime() throws Exception {
        assertThat(read()).isEqualTo("1");
        database.put("a", "past us");
        time.advance(Duration.ofSeconds(59));
        assertThat(read()).isEqualTo("1");
        time.advance(Duration.ofSeconds(1));
        assertThat(read()).isEqualTo("past us");
        assertThat(loads).hasValue(2);
    }

    @Test
    void timesToLiveAreSpread() throws Exception {
        node(store, 1).call("a", this::load);
        time.advance(Duration.ofSeconds(53));
        read();
        assertThat(loads).hasValue(1);
        time.advance(Duration.ofSeconds(1));
        read();
        assertThat(loads).hasValue(2);
    }

    @Test
    void aHundredReadsOfAColdKeyMakeOneLoad() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Service<String, String> slow = key -> {
            open.await();
            return load(key);
        };
        List<CompletableFuture<String>> reads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<String> done = new CompletableFuture<>();
            reads.add(done);
            Thread.ofVirtual().start(() -> {
                try {
                    done.complete(aside.call("a", slow));
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
        }
        open.countDown();
        for (CompletableFuture<String> read : reads) {
            assertThat(read.join()).isEqualTo("1");
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void anotherNodeWaitsForTheLoadThatIsUnderWay() throws Exception {
        CompletableFuture<String> second = new CompletableFuture<>();
        aside.call("a", key -> {
            Thread.ofVirtual().start(() -> {
                try {
                    second.complete(node(store, 0).call("a", this::load));
                } catch (Exception e) {
                    second.completeExceptionally(e);
                }
            });
            time.awaitPending(1);
            return load(key);
        });
        Eventually.see(
                () -> {
                    time.advance(Duration.ofMillis(20));
                    return second.isDone();
                },
                done -> done);
        assertThat(second.join()).isEqualTo("1");
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatIsWrittenIsReadWithoutALoad() throws Exception {
        aside.write("a", "2", () -> database.put("a", "2"));
        assertThat(read()).isEqualTo("2");
        assertThat(database).containsEntry("a", "2");
        assertThat(loads).hasValue(0);
    }

    @Test
    void aLoadThatAWriteOvertakesLeavesNothingOld() throws Exception {
        String old = aside.call("a", key -> {
            String before = load(key);
            aside.write("a", "2", () -> database.put("a", "2"));
            return before;
        });
        assertThat(old).isEqualTo("1");
        assertThat(read()).isEqualTo("2");
    }

    @Test
    void whatIsReadDuringAWriteIsNotKept() throws Exception {
        aside.write("a", "2", () -> {
            assertThat(read()).isEqualTo("1");
            database.put("a", "2");
        });
        assertThat(read()).isEqualTo("2");
        assertThat(loads).hasValue(1);
    }

    @Test
    void writesThatCrossLeaveNothingThatMayBeOld() throws Exception {
        aside.write("a", "first", () -> {
            node(store, 0).write("a", "second", () -> database.put("a", "second"));
            database.put("a", "first"); // reached the database last, though it began first
        });
        assertThat(read()).isEqualTo("first");
        aside.write("a", "third", () -> {
            database.put("a", "third");
            node(store, 0).write("a", "fourth", () -> database.put("a", "fourth"));
        });
        assertThat(read()).isEqualTo("fourth");
    }

    @Test
    void aWriteThatFailsLeavesNothing() throws Exception {
        read();
        assertThatThrownBy(() -> aside.write("a", "2", () -> {
                    database.put("a", "2"); // it did, but nobody was told
                    throw new IllegalStateException("lost");
                }))
                .hasMessage("lost");
        assertThat(read()).isEqualTo("2");
    }

    @Test
    void whatIsInvalidatedIsLoadedAgain() throws Exception {
        read();
        aside.invalidate("a", () -> database.put("a", "3"));
        assertThat(read()).isEqualTo("3");
        assertThat(read()).isEqualTo("3");
        assertThat(loads).hasValue(2);
    }

    @Test
    void aLoadThatFailsIsTheCallersAndTheNextOneLoads() throws Exception {
        assertThatThrownBy(() -> aside.call("a", key -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");
        assertThat(read()).isEqualTo("1");
    }

    @Test
    void withoutItsStoreEverythingIsLoadedAndWritten() throws Exception {
        Aside<String, String> alone = node(new Away(), 0);
        assertThat(alone.call("a", this::load)).isEqualTo("1");
        alone.write("a", "2", () -> database.put("a", "2"));
        assertThat(alone.call("a", this::load)).isEqualTo("2");
        assertThat(loads).hasValue(2);
        assertThat(away).hasPositiveValue();
    }

    @Test
    void whatIsTooLargeIsNotKept() throws Exception {
        database.put("a", "x".repeat((1 << 20) + 1));
        read();
        read();
        assertThat(loads).hasValue(2);
        aside.write("a", database.get("a"), () -> {});
        read();
        assertThat(loads).hasValue(3);
    }

    /** A store that cannot be reached. */
    private static final class Away implements SharedStore {
        private static Failure failure() {
            return Failure.upstream(Failure.Kind.REFUSED, true, "no store");
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

        @Override
        public Subscription follow(String topic, Consumer<byte[]> follower) throws Failure {
            throw failure();
        }
    }
}
