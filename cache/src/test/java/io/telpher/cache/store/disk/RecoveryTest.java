package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.form.Crc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process finds that another one left. */
final class RecoveryTest extends Restarts {
    @Test
    void whatIsStoredIsThereAfterARestart() throws Exception {
        Shelf.put(store, "small", 1, 100, "etag", "\"1\"", "cache-tag", "red");
        Shelf.put(store, "large", 2, 700_000);
        long bytes = store.numbers().bytes();

        restart();

        assertThat(Shelf.version(store, "small")).isEqualTo(1);
        assertThat(Shelf.version(store, "large")).isEqualTo(2);
        assertThat(store.numbers().entries()).isEqualTo(2);
        assertThat(store.numbers().bytes()).isBetween(bytes - 8, bytes);
        Entry entry = store.find(Shelf.key("small")).getFirst();
        assertThat(entry.meta())
                .isEqualTo(Shelf.what("small", 100, "etag", "\"1\"", "cache-tag", "red")
                        .meta());
        entry.letGo();
        assertThat(store.purge(new Purge(Purge.Scope.TAG, "red", false), Shelf.NOW))
                .isEqualTo(1);
    }

    @Test
    void whatWasNotCompleteIsNotThere() throws Exception {
        Fill fill = store.begin(Shelf.key("a"), Shelf.what("a", 300_000), 300_000, store.moment());
        fill.append(Shelf.content("a", 1, 300_000), 0, 250_000);

        restart();

        assertThat(store.find(Shelf.key("a"))).isEmpty();
        assertThat(store.numbers().entries()).isZero();
    }

    @Test
    void whatWasRemovedPurgedOrReplacedStaysSo() throws Exception {
        for (String name : List.of("removed", "purged", "tagged", "replaced", "stays")) {
            Shelf.put(store, name, 1, 1_000, "cache-tag", name);
        }
        store.find(Shelf.key("removed")).forEach(entry -> {
            store.remove(entry);
            entry.letGo();
        });
        store.purge(Purge.uri(Shelf.key("purged").uri()), Shelf.NOW);
        store.purge(new Purge(Purge.Scope.TAG, "tagged", false), Shelf.NOW);
        Shelf.put(store, "replaced", 2, 1_000);

        restart();

        assertThat(store.numbers().entries()).isEqualTo(2);
        assertThat(Shelf.version(store, "replaced")).isEqualTo(2);
        assertThat(Shelf.version(store, "stays")).isEqualTo(1);
    }

    @Test
    void whatWasMadeStaleOrUpdatedStaysSo() throws Exception {
        Shelf.put(store, "soft", 1, 1_000);
        Shelf.put(store, "updated", 1, 100_000);
        store.purge(Purge.uri(Shelf.key("soft").uri()).softly(), Shelf.NOW + 1_000);
        Entry before = store.find(Shelf.key("updated")).getFirst();
        store.update(before, Shelf.what("updated", 100_000, "etag", "\"new\""), store.moment());
        before.letGo();

        restart();

        Entry soft = store.find(Shelf.key("soft")).getFirst();
        assertThat(soft.meta().fresh(Shelf.NOW + 500)).isTrue();
        assertThat(soft.meta().fresh(Shelf.NOW + 1_001)).isFalse();
        soft.letGo();
        Entry updated = store.find(Shelf.key("updated")).getFirst();
        assertThat(updated.meta().etag()).isEqualTo("\"new\"");
        updated.letGo();
        assertThat(Shelf.version(store, "updated")).isEqualTo(1);
        assertThat(store.numbers().entries()).isEqualTo(2);
    }

    @Test
    void aPurgeThatTheProcessCouldNotEndIsEndedByTheNext() throws Exception {
        Shelf.put(store, "red", 1, 100, "cache-tag", "red");
        Shelf.put(store, "blue", 1, 100, "cache-tag", "blue");
        store.close();
        Folder marked = Folder.of(folder);
        new Noted(marked).note(new Purge(Purge.Scope.TAG, "red", false), Shelf.NOW);
        marked.close();

        open();

        assertThat(Shelf.version(store, "red")).isNull();
        assertThat(Shelf.version(store, "blue")).isEqualTo(1);
        restart();
        assertThat(Shelf.version(store, "blue")).isEqualTo(1);
    }

    @Test
    void aPurgeThatCannotBeReadWasOfEverything() throws Exception {
        Shelf.put(store, "a", 1, 100);
        store.close();
        Files.write(folder.resolve("telpher-purge"), new byte[] {0, 0, 0, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9});

        open();

        assertThat(store.numbers().entries()).isZero();
    }

    @Test
    void filesOfOthersAreLeftAlone() throws Exception {
        Shelf.put(store, "a", 1, 100);
        store.close();
        Path text = Files.writeString(folder.resolve("notes.txt"), "mine");
        Path named = Files.writeString(folder.resolve("00000000000000aa.data"), "mine, too, though of that name");
        Files.createDirectory(folder.resolve("00000000000000ab.index"));
        Files.createSymbolicLink(folder.resolve("00000000000000ac.data"), text);

        open();

        assertThat(Shelf.version(store, "a")).isEqualTo(1);
        for (int i = 0; i < 200; i++) {
            Shelf.put(store, "more" + i, 1, 60_000);
        }
        assertThat(text).hasContent("mine");
        assertThat(named).hasContent("mine, too, though of that name");
        assertThat(folder.resolve("00000000000000ab.index")).isDirectory();
        assertThat(folder.resolve("00000000000000ac.data")).isSymbolicLink();
    }

    @Test
    void aSegmentOfAnotherFolderIsNotUsed(@TempDir Path other) throws Exception {
        Shelf.put(store, "a", 1, 100);
        store.close();
        DiskStore elsewhere = DiskStore.of(
                new DiskConfig(other, 4 << 20, 1 << 20, 100, Runnable::run, new Random(2), () -> Long.MAX_VALUE));
        elsewhere.ready();
        Shelf.put(elsewhere, "b", 1, 100);
        elsewhere.close();
        for (Path each : files(other)) {
            if (!Files.exists(folder.resolve("00000000000000ff" + ending(each)))) {
                Files.copy(each, folder.resolve("00000000000000ff" + ending(each)));
            }
        }

        open();

        assertThat(Shelf.version(store, "a")).isEqualTo(1);
        assertThat(Shelf.version(store, "b")).isNull();
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(Math.max(0, name.lastIndexOf('.')));
    }

    @Test
    void aFolderOfAnotherVersionBeginsAnew() throws Exception {
        Shelf.put(store, "a", 1, 100);
        store.close();
        byte[] mark = Files.readAllBytes(folder.resolve("telpher-cache"));
        ByteBuffer.wrap(mark).putInt(8, 99).putInt(60, Crc.of(mark, 0, 60));
        Files.write(folder.resolve("telpher-cache"), mark);

        store = DiskStore.of(
                new DiskConfig(folder, 4 << 20, 1 << 20, 100, Runnable::run, new Random(2), () -> Long.MAX_VALUE));
        assertThat(store.ready()).isTrue();

        assertThat(store.numbers().entries()).isZero();
        Shelf.put(store, "a", 2, 100);
        assertThat(Shelf.version(store, "a")).isEqualTo(2);
    }

    @Test
    void aFileThatIsGoneOrEmptyIsAMiss() throws Exception {
        Shelf.put(store, "a", 1, 100);
        restart();
        Shelf.put(store, "b", 1, 100);
        restart();
        Shelf.put(store, "c", 1, 100);
        store.close();
        List<Path> data = files(folder).stream()
                .filter(file -> file.toString().endsWith(".data"))
                .toList();
        assertThat(data).hasSize(3);
        Files.delete(data.get(0));
        Files.write(data.get(1), new byte[0]);

        open();

        assertThat(Shelf.version(store, "a")).isNull();
        assertThat(Shelf.version(store, "b")).isNull();
        assertThat(Shelf.version(store, "c")).isEqualTo(1);
    }

    @Test
    void aFileThatVanishesMeanwhileIsAMissAndIsCounted() throws Exception {
        Shelf.put(store, "a", 1, 100);
        Shelf.put(store, "b", 1, 300_000);
        restart();
        for (Path each : files(folder)) {
            if (each.toString().endsWith(".data")) {
                Files.write(each, new byte[10]);
            }
        }

        assertThat(Shelf.version(store, "a")).isNull();
        assertThat(Shelf.version(store, "b")).isNull();
        assertThat(store.numbers().troubles()).isPositive();
        assertThat(store.numbers().entries()).isZero();
        assertThat(Shelf.put(store, "c", 1, 100)).isTrue();
        assertThat(Shelf.version(store, "c")).isEqualTo(1);
    }

    @Test
    void contentThatIsFoundBrokenWhileItIsReadBreaksOffAndIsAMissFromThenOn() throws Exception {
        byte[] content = Shelf.content("a", 1, 190_000);
        Shelf.put(store, "a", 1, 190_000);
        for (Path each : files(folder)) {
            if (each.toString().endsWith(".data")) {
                byte[] bytes = Files.readAllBytes(each);
                bytes[FileHead.BYTES + 2 * Run.STRIDE_BYTES + 5_000] ^= 1; // in the third block
                Files.write(each, bytes);
            }
        }

        Entry entry = store.find(Shelf.key("a")).getFirst();
        try (InputStream in = entry.content().stream()) {
            assertThat(in.readNBytes(2 * Run.BLOCK_BYTES)).isEqualTo(Arrays.copyOf(content, 2 * Run.BLOCK_BYTES));
            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("checksum");
        }
        entry.letGo();
        assertThat(store.find(Shelf.key("a"))).isEmpty();
        assertThat(store.numbers().troubles()).isEqualTo(1);
    }

    @Test
    void oneProcessHasOneFolderOnce() {
        assertThatThrownBy(() -> DiskStore.of(DiskStoreTest.config(folder)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another cache of this process");
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DiskStore.of(DiskStoreTest.config(file.resolve("below"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void itStaysWithinItsBoundOverManyRestarts() throws Exception {
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 10; i++) {
                Shelf.put(store, "r" + round + "-" + i, round, 50_000);
            }
            restart();
            assertThat(store.numbers().bytes()).isLessThanOrEqualTo(4L << 20);
            long files = 0;
            for (Path each : files(folder)) {
                files += Files.size(each);
            }
            assertThat(files).isLessThanOrEqualTo((4L << 20) + (32 << 10));
            assertThat(Shelf.version(store, "r" + round + "-9")).isEqualTo(round);
        }
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
