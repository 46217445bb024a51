package io.telpher.cache.store;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a cache keeps its responses on disk.
 *
 * @param path of its folder, absolute
 * @param bytes how much the files take together
 * @param entryBytes how much one response takes at most
 */
public record DiskPlace(Path path, long bytes, long entryBytes) {
    private static final long BYTES_MIN = 16L << 20;
    private static final long SHARE = 8;

    /** The key {@code disk} of a cache. */
    static final Mapping<DiskPlace> SHAPE =
            Mapping.of("disk", "Where a cache keeps more than its memory has room for.", keys -> {
                Mapping.Key<Path> path = keys.required(
                        "path",
                        Shapes.parsed("the path of a folder, and not of a file", DiskPlace::path),
                        "A folder of its own, which is made if it is not there.");
                Mapping.Key<Long> size =
                        keys.required("size", Shapes.size(), "How much the files take together, at least 16MiB.");
                Mapping.Key<Long> entry = keys.optional(
                        "entry", Shapes.size(), "How much one response takes of it at most; an eighth by default.");
                return values -> {
                    Long told = values.orNull(entry);
                    return new DiskPlace(
                            values.of(path), values.of(size), told == null ? values.of(size) / SHARE : told);
                };
            });

    /** Refuses what is out of bounds. */
    public DiskPlace {
        if (bytes < BYTES_MIN) {
            throw new IllegalArgumentException("\"size\" is at least 16MiB");
        }
        if (entryBytes < 1 || entryBytes > bytes / 2) {
            throw new IllegalArgumentException("\"entry\" is at most half of \"size\"");
        }
    }

    /** Null if something there, or above it, is no folder. */
    private static @Nullable Path folder(Path path) {
        for (Path each = path; each != null; each = each.getParent()) {
            if (Files.exists(each)) {
                return Files.isDirectory(each) ? path : null;
            }
        }
        return path;
    }

    private static @Nullable Path path(String text) {
        try {
            return text.isBlank() ? null : folder(Path.of(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
