package io.telpher.gateway.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory that is served. Nothing outside of it is ever found.
 *
 * @param directory with all links resolved
 */
record Root(Path directory) {

    /** Where a name leads, with all links resolved, or null if it does not lead to anything below the root. */
    @Nullable
    Path resolved(String name) {
        try {
            Path real = directory.resolve(name).toRealPath();
            return real.startsWith(directory) ? real : null;
        } catch (IOException | InvalidPathException e) {
            return null; // missing, not permitted, too long: all the same to a client
        }
    }

    /** The file of a name, or null if there is none. */
    @Nullable
    FoundFile file(String name) throws IOException {
        Path path = resolved(name);
        return path == null || Files.isDirectory(path) ? null : FoundFile.of(path);
    }
}
