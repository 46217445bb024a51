package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which parts are worth that what is stored is copied. */
class JoiningTest {
    private static final int SIZE = 20_000_000;

    private final MemoryStore store = new MemoryStore(64 << 20, 24 << 20);
    private final CacheKey key = new CacheKey("https://example.org/a", "");
    private final byte[] whole = new byte[SIZE];

    JoiningTest() {
        new Random(1).nextBytes(whole);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Storable.Store what(@Nullable Held held, long size) {
        StoredMeta meta = new StoredMeta(
                200, 0, 1_700_000_000_000L, 0, 60_000, 0, 0, 0, 0, null, size, "\"1\"", Variant.ANY, held);
        return new Storable.Store(meta, Fields.EMPTY, Labels.NONE);
    }

    private void store(int first, int last) {
        Storable.Store what = what(Held.of(first, last), SIZE);
        int length = last - first + 1;
        try (Fill fill = store.begin(key, what, length, store.moment())) {
            assertThat(fill).isNotNull();
            assertThat(fill.append(whole, first, length)).isTrue();
            assertThat(fill.complete(what.meta(), Fields.EMPTY)).isTrue();
        }
    }

    private Entry one() {
        return store.find(key).getFirst();
    }

    @Test
    void aLargePartIsJoinedToASmallOne() throws Exception {
        store(0, 1);
        Entry part = one();
        try (Fill rest = store.join(part, what(null, SIZE), new Ranges.Range(2, SIZE - 1), store.moment())) {
            assertThat(rest).isNotNull();
            assertThat(rest.append(whole, 2, SIZE - 2)).isTrue();
            assertThat(rest.complete(what(null, SIZE).meta(), Fields.EMPTY)).isTrue();
        }
        part.letGo();
        Entry joined = one();
        assertThat(Arrays.equals(joined.content().readAll(SIZE + 1), whole)).isTrue();
        joined.letGo();
    }

    @Test
    void aSmallPartIsNotWorthTheCopyOfALargeOne() {
        store(0, 15_999_999);
        Entry part = one();
        assertThat(store.join(
                        part,
                        what(Held.of(0, 16_999_999), SIZE),
                        new Ranges.Range(16_000_000, 16_999_999),
                        store.moment()))
                .isNull();
        part.letGo();
    }

    @Test
    void whatWouldBeTooLargeIsRefusedAtOnce() {
        int size = 30_000_000;
        store(0, 1);
        Entry part = one();
        assertThat(store.join(part, what(null, size), new Ranges.Range(9_000_000, size - 1), store.moment()))
                .isNull();
        part.letGo();
    }
}
