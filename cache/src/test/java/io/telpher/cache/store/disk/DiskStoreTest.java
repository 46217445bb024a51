package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreContract;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

final class DiskStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected Store open() throws Exception {
        DiskStore opened = DiskStore.of(config(folder));
        assertThat(opened.ready()).isTrue();
        return opened;
    }

    /** One that makes room at once, so that what is tested happens in a known order. */
    static DiskConfig config(Path folder) {
        return new DiskConfig(
                folder, BYTES_MAX, ENTRY_BYTES_MAX, 10_000, Runnable::run, new Random(1), () -> Long.MAX_VALUE);
    }
}
