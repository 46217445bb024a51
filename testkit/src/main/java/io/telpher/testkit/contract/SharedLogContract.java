package io.telpher.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.SharedLog;
import io.telpher.core.SharedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SharedLog} does. A test of an implementation extends it. */
public abstract class SharedLogContract {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private String name;

    /** One node's view of the log of a name. */
    protected abstract SharedLog log(String name) throws Exception;

    /** Another node's. */
    protected abstract SharedLog other(String name) throws Exception;

    /** Has the log forget all but its last entry. */
    protected abstract void forget(String name) throws Exception;

    @BeforeEach
    void nameIt() {
        name = "log-" + COUNT.incrementAndGet(); // a real log outlives a test
    }

    private static String append(SharedLog log, String text) throws Exception {
        return log.append(text.getBytes(UTF_8));
    }

    private static List<String> texts(@Nullable List<SharedStore.Logged> entries) {
        return Objects.requireNonNull(entries).stream()
                .map(each -> new String(each.entry(), UTF_8))
                .toList();
    }

    @Test
    void anEmptyLogHasNoLastEntry() throws Exception {
        assertThat(log(name).last()).isNull();
    }

    @Test
    void itIsReadFromWhereOneWas() throws Exception {
        String first = append(log(name), "one");
        assertThat(other(name).last()).isEqualTo(first);
        assertThat(texts(other(name).after(first, 10))).isEmpty();

        String second = append(other(name), "two");
        append(log(name), "");

        assertThat(texts(log(name).after(first, 10))).containsExactly("two", "");
        assertThat(texts(other(name).after(first, 1))).containsExactly("two");
        assertThat(texts(log(name).after(second, 10))).containsExactly("");
        assertThat(Objects.requireNonNull(log(name).after(first, 1)).getFirst().place())
                .isEqualTo(second);
    }

    @Test
    void moreThanOneAsksForIsReadInTurns() throws Exception {
        String place = append(log(name), "start");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            append(log(name), "entry " + i);
            all.add("entry " + i);
        }
        List<String> read = new ArrayList<>();
        List<SharedStore.Logged> some = Objects.requireNonNull(other(name).after(place, 10));
        while (!some.isEmpty()) {
            read.addAll(texts(some));
            some = Objects.requireNonNull(other(name).after(some.getLast().place(), 10));
        }
        assertThat(read).isEqualTo(all);
    }

    @Test
    void whatIsForgottenIsSaid() throws Exception {
        String first = append(log(name), "0");
        for (int i = 1; i < 5; i++) {
            append(log(name), Integer.toString(i));
        }
        forget(name);

        assertThat(log(name).after(first, 10)).isNull();
        String last = Objects.requireNonNull(log(name).last());
        assertThat(texts(log(name).after(last, 10))).isEmpty();
        append(other(name), "5");
        assertThat(texts(log(name).after(last, 10))).containsExactly("5");
    }

    @Test
    void aPlaceOfAnotherLogIsNone() throws Exception {
        append(log(name), "one");
        String elsewhere = append(log(name + "-other"), "one");
        append(log(name + "-other"), "two");

        assertThat(log(name).after("elsewhere", 10)).isNull();
        assertThat(log(name).after("", 10)).isNull();
        assertThat(log(name).after(elsewhere + "0", 10)).isNull();
    }

    @Test
    void everybodyReadsItInTheSameOrder() throws Exception {
        String start = append(log(name), "start");
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            SharedLog mine = i % 2 == 0 ? log(name) : other(name);
            String entry = "entry " + i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    append(mine, entry);
                } catch (Exception e) {
                    wrong.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
        List<String> here = texts(log(name).after(start, 100));
        assertThat(here).hasSize(32).doesNotHaveDuplicates();
        assertThat(texts(other(name).after(start, 100))).isEqualTo(here);
    }

    @Test
    void whoFollowsMayBeToldAndLeaves() throws Exception {
        append(log(name), "one");
        log(name).follow(() -> {}).close();
        append(log(name), "two");
    }
}
