package io.telpher.cache.store.disk;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How a disk store is.
 *
 * @param path of its folder, which it makes if it is not there
 * @param bytesMax how much the files take together
 * @param entryBytesMax how much one response takes
 * @param entriesMax how many there are: each takes 40 to 80 bytes of memory
 * @param background where it makes room
 * @param random for a new folder's number
 * @param nowMillis the time by which entries are stored
 */
public record DiskConfig(
        Path path,
        long bytesMax,
        long entryBytesMax,
        long entriesMax,
        Executor background,
        RandomGenerator random,
        LongSupplier nowMillis) {
    /** How many there are if nobody says otherwise. */
    public static final long ENTRIES_MAX = 4_000_000;

    /** One that makes room on a thread when there is too little. */
    public static DiskConfig of(
            Path path, long bytesMax, long entryBytesMax, RandomGenerator random, LongSupplier nowMillis) {
        return new DiskConfig(
                path,
                bytesMax,
                entryBytesMax,
                ENTRIES_MAX,
                task -> Thread.ofPlatform().daemon().name("cache-disk-clean").start(task),
                random,
                nowMillis);
    }
}
