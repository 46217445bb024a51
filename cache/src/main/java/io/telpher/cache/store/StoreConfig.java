package io.telpher.cache.store;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;

/**
 * One of a file's caches.
 *
 * @param memoryBytes how much memory it takes
 * @param entryBytes how much one response takes at most
 */
public record StoreConfig(long memoryBytes, long entryBytes) {
    private static final long MEMORY_MIN = 1L << 20;
    private static final long SHARE = 8;

    /** What there is if nobody says otherwise. */
    public static final StoreConfig DEFAULT = new StoreConfig(64L << 20, (64L << 20) / SHARE);

    /** What stands below a cache's name. */
    public static final Mapping<StoreConfig> SHAPE =
            Mapping.of("caches", "A cache, which routes use by its name.", keys -> {
                Mapping.Key<Long> memory = keys.optional("memory", Shapes.size(), "64MiB", "How much memory it takes.");
                Mapping.Key<Long> entry = keys.optional(
                        "entry",
                        Shapes.size(),
                        "How much one response takes at most; an eighth of the memory by default.");
                return values -> {
                    Long told = values.orNull(entry);
                    return new StoreConfig(values.of(memory), told == null ? values.of(memory) / SHARE : told);
                };
            });

    /** Refuses what is out of bounds. */
    public StoreConfig {
        if (memoryBytes < MEMORY_MIN) {
            throw new IllegalArgumentException("\"memory\" is at least 1MiB");
        }
        if (entryBytes < 1 || entryBytes > memoryBytes) {
            throw new IllegalArgumentException("\"entry\" is at most \"memory\"");
        }
    }
}
