package io.telpher.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Cell;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.testkit.time.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every {@link SharedStore} does. A test of an implementation extends it. */
public abstract class SharedStoreContract {
    private static final long LONG = TimeUnit.MINUTES.toNanos(10);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final byte[] ONE = bytes("one");
    private static final byte[] TWO = bytes("two");
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** The store under test. */
    protected abstract SharedStore store() throws Exception;

    /** A second node's view of the same store; the same object where there is only one. */
    protected SharedStore other() throws Exception {
        return store();
    }

    /** Lets time pass where it is virtual; a real clock needs nothing. */
    protected void pass(long nanos) {}

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** A name that no other test has used, because a real store outlives a test. */
    private static String name(TestInfo test) {
        return "contract:" + test.getDisplayName() + ":" + COUNT.incrementAndGet();
    }

    private static byte[] arrived(Cell<byte[]> cell) throws Exception {
        Eventually.see(cell::isDone, done -> done);
        return cell.value();
    }

    @Test
    void whatWasPutIsRead(TestInfo test) throws Exception {
        String key = name(test);
        assertThat(store().read(key)).isNull();

        store().put(key, ONE, LONG);
        assertThat(other().read(key)).isEqualTo(ONE);

        other().put(key, TWO, LONG);
        assertThat(store().read(key)).isEqualTo(TWO);
    }

    @Test
    void anyBytesAreAValue(TestInfo test) throws Exception {
        byte[] all = new byte[70_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        store().put(name(test) + "\u00e9 \r\n*$", new byte[0], LONG);
        String key = name(test);
        store().put(key, all, LONG);

        assertThat(other().read(key)).isEqualTo(all);
        assertThat(store().replace(key, all, new byte[0], LONG)).isTrue();
        assertThat(other().read(key)).isEmpty();
    }

    @Test
    void aValueGoesWhenItsLeaseIsOver(TestInfo test) throws Exception {
        String key = name(test);
        store().put(key, ONE, SHORT);
        pass(SHORT);

        Eventually.see(() -> store().read(key), value -> value == null);
        assertThat(store().replace(key, ONE, TWO, LONG)).isFalse();
        assertThat(store().remove(key, ONE)).isFalse();
        assertThat(store().putIfAbsent(key, TWO, LONG)).isTrue();
    }

    @Test
    void anotherPutRenewsTheLease(TestInfo test) throws Exception {
        String key = name(test);
        store().put(key, ONE, SHORT);
        store().put(key, TWO, LONG);
        String witness = name(test);
        store().put(witness, ONE, SHORT);
        pass(SHORT);

        Eventually.see(() -> store().read(witness), value -> value == null);
        assertThat(store().read(key)).isEqualTo(TWO);
    }

    @Test
    void onlyTheFirstPutsIfAbsent(TestInfo test) throws Exception {
        String key = name(test);

        assertThat(store().putIfAbsent(key, ONE, LONG)).isTrue();
        assertThat(other().putIfAbsent(key, TWO, LONG)).isFalse();
        assertThat(other().read(key)).isEqualTo(ONE);
    }

    @Test
    void aValueIsReplacedOnlyByWhoKnowsIt(TestInfo test) throws Exception {
        String key = name(test);
        assertThat(store().replace(key, ONE, TWO, LONG)).isFalse();
        assertThat(store().read(key)).isNull();

        store().put(key, ONE, LONG);
        assertThat(other().replace(key, TWO, ONE, LONG)).isFalse();
        assertThat(other().replace(key, ONE, TWO, LONG)).isTrue();
        assertThat(store().read(key)).isEqualTo(TWO);
    }

    @Test
    void aValueIsRemovedOnlyByWhoKnowsIt(TestInfo test) throws Exception {
        String key = name(test);
        store().put(key, ONE, LONG);

        assertThat(other().remove(key, TWO)).isFalse();
        assertThat(store().read(key)).isEqualTo(ONE);
        assertThat(other().remove(key, ONE)).isTrue();
        assertThat(store().read(key)).isNull();
        assertThat(store().remove(key, ONE)).isFalse();
    }

    @Test
    void ofManyAtOnceOneIsFirst(TestInfo test) throws Exception {
        String key = name(test);
        AtomicInteger first = new AtomicInteger();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            SharedStore mine = i % 2 == 0 ? store() : other();
            byte[] value = bytes("node " + i);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    if (mine.putIfAbsent(key, value, LONG)) {
                        first.incrementAndGet();
                    }
                } catch (Exception e) {
                    wrong.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(first).hasValue(1);
    }

    @Test
    void followersAreToldFromTheMomentTheyFollow(TestInfo test) throws Exception {
        String topic = name(test);
        store().publish(topic, ONE);
        Cell<byte[]> here = new Cell<>();
        Cell<byte[]> there = new Cell<>();
        try (Subscription mine = store().follow(topic, here::complete);
                Subscription others = other().follow(topic, there::complete);
                Subscription unrelated = store().follow(topic + "x", message -> here.complete(bytes("stray")))) {
            store().publish(topic, TWO);

            assertThat(arrived(here)).isEqualTo(TWO);
            assertThat(arrived(there)).isEqualTo(TWO);
        }
    }

    @Test
    void allWhoFollowATopicAtTheSameTimeGoOn(TestInfo test) throws Exception {
        SharedStore store = store();
        AtomicInteger following = new AtomicInteger();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int topics = 0; topics < 16; topics++) {
            String topic = name(test);
            for (int i = 0; i < 32; i++) {
                threads.add(Thread.ofVirtual().unstarted(() -> {
                    try (Subscription mine = store.follow(topic, message -> {})) {
                        following.incrementAndGet();
                    } catch (Exception e) {
                        wrong.add(e);
                    }
                }));
            }
        }
        threads.forEach(Thread::start);

        try {
            Eventually.see(() -> following.get() + wrong.size(), done -> done == threads.size());
        } finally {
            threads.forEach(Thread::interrupt);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whoLeavesIsToldNoMore(TestInfo test) throws Exception {
        String topic = name(test);
        AtomicInteger told = new AtomicInteger();
        Subscription left = store().follow(topic, message -> told.incrementAndGet());
        Cell<byte[]> witness = new Cell<>();
        try (Subscription stays = store().follow(topic, witness::complete)) {
            left.close();
            left.close();
            store().publish(topic, ONE);
            arrived(witness);
        }
        assertThat(told).hasValue(0);
    }

    private static List<String> texts(@Nullable List<SharedStore.Logged> entries) {
        return Objects.requireNonNull(entries).stream()
                .map(each -> new String(each.entry(), UTF_8))
                .toList();
    }

    @Test
    void aLogIsReadFromWhereOneWas(TestInfo test) throws Exception {
        String log = name(test);
        assertThat(store().last(log)).isNull();

        String first = store().append(log, ONE, 10, LONG);
        assertThat(other().last(log)).isEqualTo(first);
        assertThat(texts(other().after(log, first, 10, LONG))).isEmpty();

        String second = other().append(log, TWO, 10, LONG);
        store().append(log, new byte[0], 10, LONG);
        assertThat(texts(store().after(log, first, 10, LONG))).containsExactly("two", "");
        assertThat(texts(other().after(log, first, 1, LONG))).containsExactly("two");
        assertThat(texts(store().after(log, second, 10, LONG))).containsExactly("");
    }

    @Test
    void aLogForgetsTheEldestAndSaysSo(TestInfo test) throws Exception {
        String log = name(test);
        String first = store().append(log, bytes("0"), 3, LONG);
        String second = store().append(log, bytes("1"), 3, LONG);
        for (int i = 2; i < 5; i++) {
            other().append(log, bytes(Integer.toString(i)), 3, LONG);
        }
        assertThat(store().after(log, first, 10, LONG)).isNull();
        assertThat(store().after(log, second, 10, LONG)).isNull();
        assertThat(store().after(log, "elsewhere", 10, LONG)).isNull();
        String last = Objects.requireNonNull(store().last(log));
        assertThat(texts(store().after(log, last, 10, LONG))).isEmpty();
    }

    @Test
    void aLogThatIsOverHasNoPlaces(TestInfo test) throws Exception {
        String log = name(test);
        String place = store().append(log, ONE, 10, SHORT);
        pass(SHORT);

        Eventually.see(() -> store().last(log), last -> last == null);
        assertThat(store().after(log, place, 10, LONG)).isNull();
        String next = store().append(log, TWO, 10, LONG);
        assertThat(next).isNotEqualTo(place);
        assertThat(store().after(log, place, 10, LONG)).isNull();
    }

    @Test
    void readingALogRenewsItsLease(TestInfo test) throws Exception {
        String log = name(test);
        String place = store().append(log, ONE, 10, SHORT);
        assertThat(texts(store().after(log, place, 10, LONG))).isEmpty();
        String witness = name(test);
        store().put(witness, ONE, SHORT);
        pass(SHORT);

        Eventually.see(() -> store().read(witness), value -> value == null);
        assertThat(store().last(log)).isEqualTo(place);
    }

    @Test
    void everybodyReadsALogInTheSameOrder(TestInfo test) throws Exception {
        String log = name(test);
        String start = store().append(log, ONE, 100, LONG);
        List<Thread> threads = new ArrayList<>();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 32; i++) {
            SharedStore mine = i % 2 == 0 ? store() : other();
            byte[] entry = bytes("entry " + i);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    mine.append(log, entry, 100, LONG);
                } catch (Exception e) {
                    wrong.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        List<String> here = texts(store().after(log, start, 100, LONG));
        assertThat(here).hasSize(32).doesNotHaveDuplicates();
        assertThat(texts(other().after(log, start, 100, LONG))).isEqualTo(here);
    }
}
