package io.telpher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Failure;
import io.telpher.core.MemoryStore;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.testkit.contract.SharedStoreContract;
import io.telpher.testkit.time.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The store in memory, which {@code core} cannot test itself because the contract stands here. */
class MemoryStoreTest extends SharedStoreContract {
    private static final byte[] KIBIBYTE = new byte[1024];

    private final ManualTimers timers = new ManualTimers(Long.MAX_VALUE - 1_000_000_000L);
    private final MemoryStore store = new MemoryStore(timers);

    @Override
    protected SharedStore store() {
        return store;
    }

    @Override
    protected void pass(long nanos) {
        timers.advanceNanos(nanos);
    }

    @Test
    void aFullStoreRefusesInsteadOfBreakingALease() throws Exception {
        MemoryStore small = new MemoryStore(timers, 10 << 10);
        int fit = 0;
        for (; fit < 100 && fits(small, "key " + fit); fit++) {}

        assertThat(fit).isBetween(7, 9);
        assertThat(small.bytes()).isLessThanOrEqualTo(10 << 10);
        assertThat(small.read("key 0")).isEqualTo(KIBIBYTE);
        assertThatThrownBy(() -> small.putIfAbsent("more", KIBIBYTE, 1))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.side()).isEqualTo(Failure.Side.LOCAL));
    }

    @Test
    void roomIsMadeOfLeasesThatAreOver() throws Exception {
        MemoryStore small = new MemoryStore(timers, 10 << 10);
        for (int i = 0; i < 1000; i++) {
            small.put("key " + i, KIBIBYTE, 1000);
            timers.advanceNanos(1000);
        }
        assertThat(small.bytes()).isLessThanOrEqualTo(10 << 10);
    }

    @Test
    void writesLetGoOfWhatNobodyReadsAnyMore() throws Exception {
        for (int i = 0; i < 1000; i++) {
            store.put("key " + i, KIBIBYTE, 1000);
        }
        timers.advanceNanos(1000);
        for (int i = 0; i < 1000; i++) {
            store.put("the same", KIBIBYTE, 1000);
        }
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void bytesAreCountedRightWhateverHappens() throws Exception {
        store.put("a", KIBIBYTE, 1000);
        long one = store.bytes();
        store.put("a", KIBIBYTE, 1000);
        store.putIfAbsent("a", KIBIBYTE, 1000);
        store.replace("a", KIBIBYTE, KIBIBYTE, 1000);
        store.replace("a", new byte[0], KIBIBYTE, 1000);
        assertThat(store.bytes()).isEqualTo(one);

        store.remove("a", KIBIBYTE);
        assertThat(store.bytes()).isZero();
    }

    @Test
    void valuesAreCopies() throws Exception {
        byte[] mine = {1};
        store.put("a", mine, 1000);
        mine[0] = 2;
        store.read("a")[0] = 3;

        assertThat(store.read("a")).containsExactly(1);
    }

    @Test
    void theNumberOfFollowersIsLimited() throws Exception {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            all.add(store.follow("topic " + i, message -> {}));
        }
        assertThatThrownBy(() -> store.follow("one more", message -> {})).isInstanceOf(Failure.class);

        all.forEach(Subscription::close);
        store.follow("one more", message -> {}).close();
    }

    private static boolean fits(MemoryStore store, String key) throws InterruptedException {
        try {
            store.put(key, KIBIBYTE, 1_000_000);
            return true;
        } catch (Failure failure) {
            assertThat(failure.kind()).isEqualTo(Failure.Kind.LIMIT);
            return false;
        }
    }
}
