package io.telpher.cache.store;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * One of a file's caches.
 *
 * @param memoryBytes how much memory it takes
 * @param entryBytes how much one response takes of it at most
 * @param disk where it keeps more than the memory has room for, or null
 * @param shared where it keeps responses together with other nodes, or null
 */
public record StoreConfig(
        long memoryBytes,
        long entryBytes,
        @Nullable DiskPlace disk,
        @Nullable SharedPlace shared) {
    private static final long MEMORY_MIN = 1L << 20;
    private static final long MEMORY_MAX = 58L << 30; // what the memory store can have
    private static final long SHARE = 8;

    /** What there is if nobody says otherwise. */
    public static final StoreConfig DEFAULT = new StoreConfig(64L << 20, (64L << 20) / SHARE, null, null);

    /** What stands below a cache's name. */
    public static final Mapping<StoreConfig> SHAPE =
            Mapping.of("caches", "A cache, which routes use by its name.", keys -> {
                Mapping.Key<Long> memory = keys.optional("memory", Shapes.size(), "64MiB", "How much memory it takes.");
                Mapping.Key<Long> entry = keys.optional(
                        "entry", Shapes.size(), "How much one response takes of it at most; an eighth by default.");
                Mapping.Key<DiskPlace> disk =
                        keys.optional("disk", DiskPlace.SHAPE, "Where it keeps more than the memory has room for.");
                Mapping.Key<SharedPlace> shared = keys.optional(
                        "shared", SharedPlace.SHAPE, "Where it keeps responses together with other nodes.");
                return values -> {
                    Long told = values.orNull(entry);
                    return new StoreConfig(
                            values.of(memory),
                            told == null ? values.of(memory) / SHARE : told,
                            values.orNull(disk),
                            values.orNull(shared));
                };
            });

    /** Refuses what is out of bounds. */
    public StoreConfig {
        if (memoryBytes < MEMORY_MIN) {
            throw new IllegalArgumentException("\"memory\" is at least 1MiB");
        }
        if (memoryBytes > MEMORY_MAX) {
            throw new IllegalArgumentException("\"memory\" is at most 58GiB; what is larger is for a \"disk\"");
        }
        if (entryBytes < 1 || entryBytes > memoryBytes) {
            throw new IllegalArgumentException("\"entry\" is at most \"memory\"");
        }
    }
}
