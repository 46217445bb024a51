package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Purge;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that cannot be used for a while. */
final class OpeningTest {
    private final AtomicLong nowMillis = new AtomicLong(Shelf.NOW);

    @TempDir
    private Path parent;

    private Path folder;
    private DiskStore store;

    private boolean open() throws Exception {
        folder = parent.resolve("cache");
        store = DiskStore.of(
                new DiskConfig(folder, 4 << 20, 1 << 20, 10_000, Runnable::run, new Random(1), nowMillis::get));
        return store.ready();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void stores(String name) throws Exception {
        Eventually.see(() -> Shelf.put(store, name, 2, 100), done -> done);
    }

    /** As on a disk that is full. */
    private Path obstacle() throws Exception {
        Path obstacle = folder.resolve("telpher-purge");
        Files.deleteIfExists(obstacle);
        return Files.createDirectory(obstacle);
    }

    private Path closedWithSomeThatCannotBeOpened() throws Exception {
        assertThat(open()).isTrue();
        Shelf.put(store, "uri", 1, 100);
        Shelf.put(store, "tag", 1, 100, "cache-tag", "red");
        Shelf.put(store, "stays", 1, 100);
        store.close();
        Path obstacle = obstacle();
        assertThat(open()).isFalse();
        return obstacle;
    }

    @Test
    void whatCouldNotBeOpenedIsTriedAgain() throws Exception {
        Path obstacle = closedWithSomeThatCannotBeOpened();
        assertThat(Shelf.put(store, "new", 2, 100)).isFalse();
        Files.delete(obstacle);
        assertThat(Shelf.put(store, "new", 2, 100)).as("not for each response").isFalse();

        nowMillis.addAndGet(10_000);

        stores("new");
        assertThat(Shelf.version(store, "new")).isEqualTo(2);
        assertThat(Shelf.version(store, "stays")).isEqualTo(1);
        assertThat(store.numbers().troubles()).isEqualTo(1);
    }

    @Test
    void whatIsPurgedBeforeItIsOpenIsNotFoundInIt() throws Exception {
        Path obstacle = closedWithSomeThatCannotBeOpened();
        store.purge(Purge.uri(Shelf.key("uri").uri()), Shelf.NOW);
        store.purge(new Purge(Purge.Scope.TAG, "red", false), Shelf.NOW);
        Files.delete(obstacle);
        nowMillis.addAndGet(10_000);

        stores("new");

        assertThat(Shelf.version(store, "uri")).isNull();
        assertThat(Shelf.version(store, "tag")).isNull();
        assertThat(Shelf.version(store, "stays")).isEqualTo(1);
    }

    @Test
    void ifThereWereTooManyPurgesMeanwhileEverythingIsPurged() throws Exception {
        Path obstacle = closedWithSomeThatCannotBeOpened();
        for (int i = 0; i < 1_001; i++) {
            store.purge(Purge.uri("http://a.example/other" + i), Shelf.NOW);
        }
        Files.delete(obstacle);
        nowMillis.addAndGet(10_000);

        stores("new");

        assertThat(store.numbers().entries()).isEqualTo(1);
    }

    @Test
    void aFolderThatIsRemovedMeanwhileBeginsAnew() throws Exception {
        assertThat(open()).isTrue();
        Shelf.put(store, "a", 1, 300_000);
        Shelf.put(store, "b", 1, 300_000);
        for (Path each : RecoveryTest.files(folder)) {
            Files.delete(each);
        }
        Files.delete(folder);

        for (int i = 0; i < 20; i++) {
            Shelf.put(store, "more" + i, 1, 100_000); // until a file is to be begun
        }
        stores("new");

        assertThat(Shelf.version(store, "new")).isEqualTo(2);
        assertThat(Shelf.version(store, "a")).isNull();
        store.close();
        assertThat(open()).isTrue();
        assertThat(Shelf.version(store, "new")).isEqualTo(2);
    }

    @Test
    void theFilesOfAnotherInThePlaceOfOneThatWasRemovedAreNotTouched() throws Exception {
        assertThat(open()).isTrue();
        for (int i = 0; i < 20; i++) {
            Shelf.put(store, "a" + i, 1, 100_000);
        }
        Files.move(folder, parent.resolve("moved"));
        DiskStore other = DiskStore.of(DiskStoreTest.config(Files.createDirectory(parent.resolve("other"))));
        assertThat(other.ready()).isTrue();
        Shelf.put(other, "b", 3, 100);
        other.close();
        Files.move(parent.resolve("other"), folder);

        store.purge(new Purge(Purge.Scope.ALL, "", false), Shelf.NOW);
        for (int i = 0; i < 20; i++) {
            Shelf.put(store, "more" + i, 1, 100_000);
        }
        stores("new");

        assertThat(Shelf.version(store, "b")).isEqualTo(3);
    }

    @Test
    void aFileThatCannotBeBegunLeavesNothing() throws Exception {
        assertThat(open()).isTrue();
        Path index = Files.createDirectory(folder.resolve("0000000000000001.index"));

        assertThat(Shelf.put(store, "a", 1, 100)).isFalse();

        assertThat(folder.resolve("0000000000000001.data")).doesNotExist();
        assertThat(index).isDirectory();
        assertThat(Shelf.put(store, "a", 1, 100)).isTrue();
    }

    @Test
    void whatCannotBeDeletedIsDeletedWhenItCanBe() throws Exception {
        Folder marked = Folder.of(parent.resolve("other"));
        marked.identify(1);
        Path full = Files.createDirectories(parent.resolve("other/full"));
        Path within = Files.createFile(full.resolve("within"));
        marked.delete(full);
        marked.create();
        assertThat(full).exists();

        Files.delete(within);
        marked.create();

        assertThat(full).doesNotExist();
        marked.close();
        assertThat(open()).isTrue();
    }
}
