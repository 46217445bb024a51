package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Purge;
import io.telpher.http.Body;
import io.telpher.http.DirectBody;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    static final long MIB = 1 << 20;

    private MemoryStore store = new MemoryStore(8 * MIB, 4 * MIB);

    @AfterEach
    void close() {
        store.close();
    }

    static StoredMeta meta(long size) {
        return new StoredMeta(
                200, 0, 1_700_000_000_000L, 0, 60_000, 0, 0, 0, 1_700_000_000L, null, size, null, Variant.ANY, null);
    }

    static CacheKey key(int number) {
        return new CacheKey("https://example.org/" + number, "");
    }

    static byte[] content(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Storable.Store what(StoredMeta meta, String... tags) {
        Fields fields = Fields.of(Field.of(FieldName.CONTENT_TYPE, "image/png"));
        return new Storable.Store(meta, fields, tags.length == 0 ? Labels.NONE : new Labels(Set.of(), Set.of(tags)));
    }

    static boolean put(MemoryStore into, CacheKey key, byte[] content, long length, String... tags) {
        Fill fill = into.begin(key, what(meta(length), tags), length, into.moment());
        if (fill == null) {
            return false;
        }
        try (fill) {
            int at = 0;
            for (int n = 1; at < content.length; n = Math.min(content.length - at, 3 * n + 7)) {
                if (!fill.append(content, at, n)) {
                    return false;
                }
                at += n;
            }
            return fill.complete(meta(content.length), Fields.EMPTY);
        }
    }

    static byte[] read(Body body) {
        try {
            return body.readAll(1 << 28);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] found(CacheKey key) {
        List<Entry> found = store.find(key);
        if (found.isEmpty()) {
            return null;
        }
        byte[] content = read(found.getFirst().content());
        found.forEach(Entry::letGo);
        return content;
    }

    @Test
    void contentOfAnyLengthComesBack() {
        int[] lengths = {
            0, 1, 100, 4_092, 4_093, 30_000, 32_000, 32_500, 32_700, 32_764, 32_765, 33_000, 40_000, 65_000, 65_472,
            65_535, 65_536, 65_537, 98_000, 98_300, 100_000, 131_072, 1_000_000
        };
        for (int length : lengths) {
            for (long said : new long[] {length, Body.UNKNOWN}) {
                byte[] content = content(length, length);
                assertThat(put(store, key(length), content, said)).isTrue();
                assertThat(found(key(length))).as("%d bytes", length).isEqualTo(content);
            }
        }
    }

    @Test
    void everyRangeComesBackInPieces() {
        byte[] content = content(1, 200_000);
        put(store, key(1), content, content.length);
        Random random = new Random(3);
        Entry entry = store.find(key(1)).getFirst();
        for (int i = 0; i < 300; i++) {
            int first = random.nextInt(content.length);
            int last = first + random.nextInt(content.length - first);
            byte[] part = read(entry.content(new io.telpher.http.Ranges.Range(first, last)));
            assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(content, first, last + 1));
        }
        entry.letGo();
    }

    @Test
    void whatIsBeingSentStaysWhateverBecomesOfIt() {
        byte[] content = content(1, 150_000);
        put(store, key(1), content, content.length);
        Entry entry = store.find(key(1)).getFirst();
        DirectBody body = (DirectBody) entry.content();
        entry.letGo();
        List<ByteBuffer> pieces = new ArrayList<>();
        ByteBuffer first = body.next(10_000);
        pieces.add(first);
        store.purge(new Purge(Purge.Scope.ALL, "", false), 0);
        assertThat(store.find(key(1))).isEmpty();
        for (int i = 2; i < 3_000; i++) {
            put(store, key(i), content(i, 5_000), 5_000);
        }
        for (ByteBuffer piece = body.next(20_000); piece != null; piece = body.next(20_000)) {
            pieces.add(piece);
        }
        ByteBuffer all = ByteBuffer.allocate(content.length);
        pieces.forEach(all::put);
        assertThat(all.array()).isEqualTo(content);
        pieces.forEach(piece -> body.sent());
        body.discard();
    }

    @Test
    void whatWasUsedLastIsTheFirstToFreeItsMemory() {
        byte[] content = content(1, 150_000);
        long empty = store.numbers().bytes();
        put(store, key(1), content, content.length);
        long full = store.numbers().bytes();
        assertThat(full - empty).isBetween(150_000L, 150_000L + Pages.BYTES + 9_000);
        store.remove(letGo(store.find(key(1)).getFirst()));
        assertThat(store.numbers().bytes() - empty).isLessThanOrEqualTo(Pages.BYTES); // of the table of entries
    }

    private static Entry letGo(Entry entry) {
        entry.letGo();
        return entry;
    }

    @Test
    void whatIsClosedUncompletedIsNeverFoundAndFreesItsMemory() {
        long before = store.numbers().bytes();
        Fill fill = store.begin(key(1), what(meta(-1)), Body.UNKNOWN, store.moment());
        assertThat(fill.append(content(1, 200_000), 0, 200_000)).isTrue();
        assertThat(store.find(key(1))).isEmpty();
        fill.close();
        assertThat(store.find(key(1))).isEmpty();
        assertThat(store.numbers().bytes() - before).isLessThanOrEqualTo(Pages.BYTES);
    }

    @Test
    void closingWaitsForWhatIsUsed() {
        byte[] content = content(1, 100_000);
        put(store, key(1), content, content.length);
        Entry entry = store.find(key(1)).getFirst();
        store.close();
        assertThat(store.find(key(1))).isEmpty();
        assertThat(put(store, key(2), content, content.length)).isFalse();
        assertThat(read(entry.content())).isEqualTo(content);
        entry.letGo();
    }

    /** The store beside a map, for everything that can be done to it by one thread. */
    @Property(tries = 30)
    void itIsAMapThatForgets(@ForAll long seed) {
        MemoryStore tried = new MemoryStore(2 * MIB, MIB);
        Map<CacheKey, Long> expected = new HashMap<>();
        Map<CacheKey, Integer> tags = new HashMap<>();
        Random random = new Random(seed);
        List<Entry> held = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            CacheKey key = random.nextInt(3) == 0
                    ? new CacheKey("https://example.org/" + random.nextInt(10), "\ncookie: " + random.nextInt(30))
                    : key(random.nextInt(400));
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> {
                    int tag = random.nextInt(5);
                    long content = random.nextLong();
                    if (put(
                            tried,
                            key,
                            content(content, length(content)),
                            random.nextBoolean() ? -1 : length(content),
                            "t" + tag)) {
                        expected.put(key, content);
                        tags.put(key, tag);
                    } // else the one before may be there still
                }
                case 4 -> {
                    for (Entry entry : tried.find(key)) {
                        tried.remove(entry);
                        entry.letGo();
                    }
                    expected.remove(key);
                }
                case 5 -> {
                    for (Entry entry : tried.find(key)) {
                        tried.update(entry, what(entry.meta().staleFrom(i), "t" + tags.get(key)), tried.moment());
                        held.add(entry);
                    }
                }
                case 6 -> {
                    if (random.nextInt(20) == 0) {
                        Purge purge = purge(random);
                        tried.purge(purge, 0);
                        expected.keySet()
                                .removeIf(each ->
                                        purge.means(each, new Labels(Set.of(), Set.of("t" + tags.get(each)))));
                    }
                }
                default -> {
                    List<Entry> found = tried.find(key);
                    assertThat(found).hasSizeLessThan(2);
                    for (Entry entry : found) {
                        assertThat(expected).containsKey(key);
                        long content = expected.get(key);
                        assertThat(read(entry.content())).isEqualTo(content(content, length(content)));
                        entry.letGo();
                    }
                }
            }
            if (held.size() > 5) {
                held.remove(random.nextInt(held.size())).letGo();
            }
        }
        held.forEach(Entry::letGo);
        assertThat(tried.numbers().entries()).isPositive();
        tried.purge(new Purge(Purge.Scope.ALL, "", false), 0);
        assertThat(tried.numbers().entries()).isZero();
        assertThat(tried.space.chargedBytes()).isZero();
        assertThat(tried.space.fragmentedBytes()).isZero();
        tried.close();
    }

    private static int length(long content) {
        int small = (int) (content & 0x7ff);
        return (content >>> 20 & 7) == 0 ? small * 60 : small;
    }

    private static Purge purge(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Purge(Purge.Scope.TAG, "t" + random.nextInt(5), false);
            case 1 -> new Purge(Purge.Scope.URI, "https://example.org/" + random.nextInt(10), false);
            default -> new Purge(Purge.Scope.PREFIX, "https://example.org/3", false);
        };
    }

    @Test
    void readersNeverSeeAnythingButWhatWasStoredWhileEverythingChanges() throws InterruptedException {
        MemoryStore busy = new MemoryStore(4 * MIB, MIB);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong hits = new AtomicLong();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofPlatform()
                    .start(() -> guarded(wrong, over, () -> {
                        int number = number();
                        for (Entry entry : busy.find(key(number))) {
                            byte[] content = read(entry.content());
                            assertThat(content).isEqualTo(content(number, content.length));
                            assertThat((long) content.length)
                                    .isEqualTo(entry.meta().size());
                            hits.incrementAndGet();
                            entry.letGo();
                        }
                    })));
        }
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofPlatform().start(() -> guarded(wrong, over, () -> change(busy))));
        }
        for (int i = 0; i < 40_000 && wrong.get() == null; i++) {
            change(busy);
        }
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong.get()).isNull();
        assertThat(hits.get()).isPositive();
        busy.purge(new Purge(Purge.Scope.ALL, "", false), 0);
        assertThat(busy.space.chargedBytes()).isZero();
        assertThat(busy.space.fragmentedBytes()).isZero();
        busy.close();
    }

    private static void change(MemoryStore busy) {
        int number = number();
        int what = ThreadLocalRandom.current().nextInt(20);
        if (what < 14) {
            int length = ThreadLocalRandom.current().nextInt(what == 0 ? 200_000 : 3_000);
            put(busy, key(number), content(number, length), length, "t" + number % 7);
        } else if (what < 19) {
            for (Entry entry : busy.find(key(number))) {
                if (what < 16) {
                    busy.remove(entry);
                } else {
                    busy.update(entry, what(entry.meta().staleFrom(7), "t" + number % 7), busy.moment());
                }
                entry.letGo();
            }
        } else if (ThreadLocalRandom.current().nextInt(50) == 0) {
            busy.purge(new Purge(Purge.Scope.TAG, "t" + number % 7, number % 2 == 0), 0);
        }
    }

    private static int number() {
        int number = ThreadLocalRandom.current().nextInt(3_000);
        return ThreadLocalRandom.current().nextInt(1 + number); // some are asked for more often
    }

    private static void guarded(AtomicReference<Throwable> wrong, AtomicBoolean over, Runnable task) {
        try {
            while (!over.get() && wrong.get() == null) {
                task.run();
            }
        } catch (Throwable thrown) {
            wrong.compareAndSet(null, thrown);
        }
    }
}
