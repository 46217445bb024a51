package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Purge;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when there is no room, and what stays. */
final class EvictionTest {
    private static final int BYTES_MAX = 4 << 20;

    @TempDir
    Path folder;

    private final List<String> wanted = new ArrayList<>();
    private DiskStore store;

    @BeforeEach
    void open() throws Exception {
        open(10_000);
    }

    private void open(long entriesMax) throws Exception {
        store = DiskStore.of(new DiskConfig(
                folder, BYTES_MAX, 1 << 20, entriesMax, Runnable::run, new Random(1), () -> Long.MAX_VALUE));
        assertThat(store.ready()).isTrue();
        store.keep(key -> wanted.contains(key.uri()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void churn(int from, int count) {
        for (int i = from; i < from + count; i++) {
            Shelf.put(store, "churn" + i, 1, 30_000);
        }
    }

    @Test
    void theOldestGoFirstAndWhatIsFoundAgainStays() {
        Shelf.put(store, "cold", 1, 20_000);
        Shelf.put(store, "hot", 1, 20_000);
        Shelf.put(store, "hot-large", 1, 100_000);

        for (int i = 0; i < 20; i++) {
            churn(i * 20, 20);
            assertThat(Shelf.version(store, "hot")).isEqualTo(1);
            assertThat(Shelf.version(store, "hot-large")).isEqualTo(1);
        }

        assertThat(Shelf.version(store, "cold")).isNull();
        assertThat(Shelf.version(store, "churn399")).isEqualTo(1);
        assertThat(store.numbers().evicted()).isPositive();
        assertThat(store.numbers().troubles()).isZero();
    }

    @Test
    void whatSomebodyElseHasUseForStays() {
        Shelf.put(store, "wanted", 1, 20_000);
        wanted.add(Shelf.key("wanted").uri());

        churn(0, 400);

        assertThat(Shelf.version(store, "wanted")).isEqualTo(1);
    }

    @Test
    void longContentWhoseSegmentsGoOneByOneIsNeverFoundInPart() throws Exception {
        Shelf.put(store, "long", 1, 1 << 20);

        int seen = 0;
        for (int i = 0; i < 200; i++) {
            churn(i * 2, 2);
            if (i % 50 == 0) {
                seen += Shelf.version(store, "long") == null ? 0 : 1;
            }
        }

        assertThat(seen).isPositive();
        store.close();
        open();
        Shelf.version(store, "long");
        assertThat(store.numbers().troubles()).isZero();
    }

    @Test
    void whatIsComingIsNotTakenForWhatNobodyNeeds() {
        churn(0, 300);
        byte[] content = Shelf.content("long", 1, 1_000_000);
        Storable.Store what = Shelf.what("long", content.length);
        try (Fill fill = store.begin(Shelf.key("long"), what, content.length, store.moment())) {
            assertThat(fill.append(content, 0, 900_000)).isTrue(); // whole segments of it
            churn(300, 30);
            assertThat(fill.append(content, 900_000, 100_000)).isTrue();
            assertThat(fill.complete(what.meta(), Fields.EMPTY)).isTrue();
        }

        assertThat(Shelf.version(store, "long")).isEqualTo(1);
    }

    @Test
    void aSmallerRoomIsKeptToAtOnceAndALargerOneIsUsed() {
        churn(0, 200);
        store.resize(BYTES_MAX / 2, 1 << 20);
        assertThat(store.numbers().bytes()).isLessThanOrEqualTo(BYTES_MAX / 2);
        assertThat(Shelf.version(store, "churn199")).isEqualTo(1);

        store.resize(BYTES_MAX * 2L, 1 << 20);
        churn(200, 300);
        assertThat(store.numbers().bytes()).isBetween(BYTES_MAX * 3L / 2, BYTES_MAX * 2L);
    }

    @Test
    void softnessAndHeatSurviveBeingMoved() {
        Shelf.put(store, "soft", 1, 20_000);
        store.purge(Purge.uri(Shelf.key("soft").uri()).softly(), Shelf.NOW + 1_000);

        for (int i = 0; i < 20; i++) {
            churn(i * 20, 20);
            Entry entry = store.find(Shelf.key("soft")).getFirst();
            assertThat(entry.meta().fresh(Shelf.NOW + 1_001)).isFalse();
            entry.letGo();
        }
    }

    @Test
    void thereAreNotMoreEntriesThanAllowed() throws Exception {
        store.close();
        open(100);

        for (int i = 0; i < 2_000; i++) {
            Shelf.put(store, "e" + i, 1, 2_000);
            assertThat(store.numbers().entries()).isLessThanOrEqualTo(100);
        }

        assertThat(Shelf.version(store, "e1999")).isEqualTo(1);
    }

    @Test
    void oneUriHasABoundedNumberOfEntries() {
        for (int i = 0; i < Spots.SAME_URI_MAX + 50; i++) {
            byte[] content = Shelf.content("same", i, 20);
            Storable.Store what = Shelf.what("same", 20);
            CacheKey key = new CacheKey(Shelf.key("same").uri(), "\ncookie:" + i);
            try (Fill fill = store.begin(key, what, 20, store.moment())) {
                fill.append(content, 0, 20);
                fill.complete(what.meta(), Fields.EMPTY);
            }
        }

        assertThat(store.numbers().entries()).isEqualTo(Spots.SAME_URI_MAX);
        assertThat(store.purge(Purge.uri(Shelf.key("same").uri()), Shelf.NOW)).isEqualTo(Spots.SAME_URI_MAX);
    }

    @Test
    void slowReadersKeepSomeOfTheRoomButNotAllOfIt() throws Exception {
        List<InputStream> readers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Shelf.put(store, "slow" + i, 1, 300_000);
            Entry entry = store.find(Shelf.key("slow" + i)).getFirst();
            Body body = entry.content();
            readers.add(body.stream());
            readers.getLast().read();
            entry.letGo();
        }

        churn(0, 400);

        assertThat(store.numbers().bytes()).isLessThanOrEqualTo(BYTES_MAX);
        assertThat(Shelf.version(store, "churn399")).isEqualTo(1);
        int whole = 0;
        int broken = 0;
        for (InputStream reader : readers) {
            try (reader) {
                whole += reader.readAllBytes().length == 299_999 ? 1 : 0;
            } catch (IOException e) {
                broken++;
            }
        }
        assertThat(whole + broken).isEqualTo(12);
        assertThat(broken).isPositive();
    }

    @Test
    void anInterruptedReaderHarmsNobodyElse() throws Exception {
        Shelf.put(store, "a", 1, 300_000);
        Entry entry = store.find(Shelf.key("a")).getFirst();
        Body mine = entry.content();
        Body other = entry.content();
        InputStream others = other.stream();
        others.read();
        Thread.currentThread().interrupt();
        try {
            mine.stream().readAllBytes();
        } catch (IOException interrupted) {
            // as it should be
        }
        assertThat(Thread.interrupted()).isTrue();

        assertThat(others.readAllBytes()).hasSize(299_999);
        entry.letGo();
        assertThat(Shelf.version(store, "a")).isEqualTo(1);
        assertThat(store.numbers().troubles()).isZero();
    }

    @Test
    void anInterruptedRemovalIsOneAllTheSame() throws Exception {
        Shelf.put(store, "a", 1, 100);
        Shelf.put(store, "b", 1, 100);
        Entry entry = store.find(Shelf.key("a")).getFirst();
        Thread.currentThread().interrupt();
        store.remove(entry);
        assertThat(Thread.interrupted()).isTrue();
        entry.letGo();

        store.close();
        open();

        assertThat(Shelf.version(store, "a")).isNull();
        assertThat(Shelf.version(store, "b")).isEqualTo(1);
    }
}
