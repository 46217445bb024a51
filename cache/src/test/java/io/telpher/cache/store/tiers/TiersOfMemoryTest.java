package io.telpher.cache.store.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreContract;
import io.telpher.cache.store.disk.DiskConfig;
import io.telpher.cache.store.disk.DiskStore;
import io.telpher.cache.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** The same over memory outside of the heap, as the program has it. */
final class TiersOfMemoryTest extends StoreContract {
    private static final long MEMORY_BYTES = 1 << 20;

    @TempDir
    Path folder;

    @Override
    protected Store open() throws Exception {
        DiskStore disk = DiskStore.of(new DiskConfig(
                folder,
                BYTES_MAX - MEMORY_BYTES,
                ENTRY_BYTES_MAX,
                10_000,
                Runnable::run,
                new Random(1),
                () -> Long.MAX_VALUE));
        assertThat(disk.ready()).isTrue();
        return new Tiers(new MemoryStore(MEMORY_BYTES, 128 << 10), disk, 100 << 10, disk::close);
    }
}
