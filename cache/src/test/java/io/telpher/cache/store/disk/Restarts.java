package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in a folder, which is closed and opened anew. */
abstract class Restarts {
    @TempDir
    Path folder;

    DiskStore store;

    @BeforeEach
    final void first() throws Exception {
        open();
    }

    @AfterEach
    final void last() {
        store.close();
    }

    final void open() throws Exception {
        store = DiskStore.of(DiskStoreTest.config(folder));
        assertThat(store.ready()).isTrue();
    }

    final void restart() throws Exception {
        store.close();
        open();
    }
}
