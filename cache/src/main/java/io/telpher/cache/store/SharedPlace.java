package io.telpher.cache.store;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;

/**
 * Where a cache keeps its responses together with other nodes.
 *
 * @param store a store of the file, by its name
 * @param bytes how much they take there together
 * @param entryBytes how much one response takes at most
 */
public record SharedPlace(String store, long bytes, int entryBytes) {
    private static final long BYTES_MIN = 16L << 20;
    private static final long ENTRY_MAX = 16L << 20;

    /** The key {@code shared} of a cache. */
    static final Mapping<SharedPlace> SHAPE =
            Mapping.of("shared", "Where a cache keeps responses together with other nodes.", keys -> {
                Mapping.Key<String> store =
                        keys.required("store", Shapes.text(), "By what they share: a name under \"stores\".");
                Mapping.Key<Long> size =
                        keys.optional("size", Shapes.size(), "1GiB", "How much they take there, at least 16MiB.");
                Mapping.Key<Long> entry = keys.optional(
                        "entry", Shapes.size(), "1MiB", "How much one response takes of it at most, up to 16MiB.");
                return values -> place(values.of(store), values.of(size), values.of(entry));
            });

    private static SharedPlace place(String store, long bytes, long entryBytes) {
        if (bytes < BYTES_MIN) {
            throw new IllegalArgumentException("\"size\" is at least 16MiB");
        }
        if (entryBytes < 1 || entryBytes > ENTRY_MAX || entryBytes > bytes / 8) {
            throw new IllegalArgumentException("\"entry\" is at most 16MiB, and an eighth of \"size\"");
        }
        return new SharedPlace(store, bytes, (int) entryBytes);
    }
}
