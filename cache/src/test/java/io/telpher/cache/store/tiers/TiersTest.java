package io.telpher.cache.store.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Entry;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreContract;
import io.telpher.cache.store.disk.DiskConfig;
import io.telpher.cache.store.disk.DiskEntry;
import io.telpher.cache.store.disk.DiskStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TiersTest extends StoreContract {
    private static final long MEMORY_BYTES = 512 << 10;

    @TempDir
    Path folder;

    private Tiers tiers;

    @Override
    protected Store open() throws Exception {
        Store memory = new HeapStore(MEMORY_BYTES, 128 << 10);
        DiskStore disk = DiskStore.of(new DiskConfig(
                folder,
                BYTES_MAX - MEMORY_BYTES,
                ENTRY_BYTES_MAX,
                10_000,
                Runnable::run,
                new Random(1),
                () -> Long.MAX_VALUE));
        assertThat(disk.ready()).isTrue();
        tiers = new Tiers(memory, disk, 100 << 10, disk::close);
        return tiers;
    }

    private boolean inMemory(String target) {
        List<Entry> found = tiers.peek(key(target));
        found.forEach(Entry::letGo);
        return !found.isEmpty();
    }

    private void find(String target) {
        store.find(key(target)).forEach(Entry::letGo);
    }

    @Test
    void whatIsSmallIsAtHandAndWhatIsLargeOnTheDisk() throws Exception {
        put("/small", random(1_000));
        put("/large", random(400_000));

        assertThat(inMemory("/small")).isTrue();
        assertThat(inMemory("/large")).isFalse();
        Entry large = one("/large");
        assertThat(large).isInstanceOf(DiskEntry.class);
        assertThat(large.content().readAll(1 << 20)).isEqualTo(random(400_000));
        large.letGo();
    }

    @Test
    void whatMemoryHasNoRoomForComesBackWhenItIsWantedAgain() throws Exception {
        for (String target : List.of("/short", "/longer")) {
            put(target, random(target.equals("/short") ? 1_000 : 90_000));
            fillMemory();
            assertThat(inMemory(target)).isFalse();

            find(target);
            assertThat(inMemory(target)).isFalse();
            find(target);
            find(target);

            assertThat(inMemory(target)).as(target).isTrue();
        }
        assertThat(tiers.promoted()).isEqualTo(2);
        Entry back = one("/longer");
        assertThat(back.content().readAll(1 << 20)).isEqualTo(random(90_000));
        back.letGo();
    }

    private void fillMemory() throws Exception {
        for (int i = 0; i < 12; i++) {
            put("/fill/" + i, random(50_000));
        }
    }

    @Test
    void whatIsUsedInMemoryOnlyStaysOnTheDisk() throws Exception {
        put("/hot", random(1_000));
        for (int i = 0; i < 300; i++) {
            put("/other/" + i, random(20_000));
            find("/hot");
        }
        assertThat(inMemory("/hot")).isTrue();
        assertThat(tiers.diskNumbers().evicted()).isPositive();

        tiers.close();
        store = open();

        assertThat(store.find(key("/hot"))).hasSize(1);
    }

    @Test
    void whatIsStoredIsThereAfterARestart() throws Exception {
        put("/a", "content", "cache-tag", "red");
        tiers.close();
        store = open();

        assertThat(text(one("/a").content())).isEqualTo("content");
        assertThat(store.purge(new Purge(Purge.Scope.TAG, "red", false), NOW)).isEqualTo(1);
        assertThat(store.find(key("/a"))).isEmpty();
    }

    @Test
    void aPurgeReachesBoth() throws Exception {
        put("/a", random(1_000), "cache-tag", "red");
        put("/b", random(400_000), "cache-tag", "red");

        assertThat(store.purge(new Purge(Purge.Scope.TAG, "red", false), NOW)).isEqualTo(2);

        assertThat(tiers.memoryNumbers().entries()).isZero();
        assertThat(tiers.diskNumbers().entries()).isZero();
    }

    @Test
    void anUpdateReachesBoth() throws Exception {
        put("/a", "content", "etag", "\"1\"");
        Entry entry = one("/a");
        store.update(entry, stored("/a", 7, "etag", "\"1\"", "x-new", "yes"), store.moment());
        entry.letGo();
        tiers.close();
        store = open();

        Entry after = one("/a");
        assertThat(after.fields().value(io.telpher.http.FieldName.of("x-new"))).isEqualTo("yes");
        after.letGo();
    }

    @Test
    void aVariantThatIsOnlyOnTheDiskIsNotForgotten() throws Exception {
        put(
                io.telpher.cache.rules.Sample.get("/v", "accept-language", "de"),
                random(400_000),
                "vary",
                "accept-language");
        put(io.telpher.cache.rules.Sample.get("/v", "accept-language", "en"), random(100), "vary", "accept-language");

        assertThat(store.peek(key("/v"))).isEmpty();
        List<Entry> both = store.find(key("/v"));
        assertThat(both).hasSize(2);
        both.forEach(Entry::letGo);
    }

    @Test
    void whatComesInPlaceOfSomethingInMemoryButHasNoRoomThereReplacesItAllTheSame() throws Exception {
        put("/a", "old");
        put("/a", random(400_000));

        Entry entry = one("/a");
        assertThat(entry.meta().size()).isEqualTo(400_000);
        entry.letGo();
        put("/a", "small again");
        entry = one("/a");
        assertThat(text(entry.content())).isEqualTo("small again");
        entry.letGo();
    }
}
