package io.telpher.app.store;

import io.telpher.cache.filter.SteadyTime;
import io.telpher.cache.store.DiskPlace;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.disk.DiskConfig;
import io.telpher.cache.store.disk.DiskStore;
import io.telpher.cache.store.tiers.Tiers;
import io.telpher.core.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The disks of caches, by their folders: one that a reload changes stays open, and what is on it stays. */
public final class CacheDisks {
    private final Shared<Path, DiskStore> disks = new Shared<>(DiskStore::close);
    private final List<DiskPlace> places = new ArrayList<>();
    private final SteadyTime time;

    CacheDisks(SteadyTime time) {
        this.time = time;
    }

    /** A memory over a disk. @throws UncheckedIOException if the folder cannot be used */
    Store under(Store memory, long memoryEntryBytes, DiskPlace place) {
        try {
            DiskStore disk = disks.take(
                    place.path(),
                    () -> DiskStore.of(DiskConfig.of(
                            place.path(), place.bytes(), place.entryBytes(), new SecureRandom(), time::millis)));
            resize(place, disk, places::add);
            int promoted = (int) Math.min(Integer.MAX_VALUE, memoryEntryBytes);
            return new Tiers(memory, disk, promoted, () -> {
                resize(place, disk, places::remove);
                disks.leave(place.path());
            });
        } catch (IOException e) {
            memory.close();
            throw new UncheckedIOException(
                    new IOException("a cache cannot use the folder " + place.path() + ": " + e, e));
        }
    }

    /** The last of the configurations that live says how large it is: one that is refused says it no longer. */
    private synchronized void resize(DiskPlace place, DiskStore disk, Consumer<DiskPlace> change) {
        change.accept(place);
        for (DiskPlace each : places.reversed()) {
            if (each.path().equals(place.path())) {
                disk.resize(each.bytes(), each.entryBytes());
                return;
            }
        }
    }
}
