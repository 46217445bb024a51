package io.telpher.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the JVM started from its cache of loaded and compiled classes (JEP 483, 514). It tells nobody but its own log,
 * so the launcher has that written to a file and names the file; whatever stands in it is a refusal.
 */
final class AotCache {
    private AotCache() {}

    /** Why this process runs without the cache, or nothing if it is in use or nobody asked for it. To be asked once. */
    static Optional<String> refusal() {
        String file = System.getProperty("telpher.aot.log");
        return refusal(System.getProperty("telpher.aot"), file == null ? null : Path.of(file));
    }

    /** Why there is no cache, if so. The file is read once and deleted. */
    static Optional<String> refusal(@Nullable String state, @Nullable Path file) {
        if ("missing".equals(state)) {
            return Optional.of("there is none; ./telpher build makes it");
        }
        if ("stale".equals(state)) {
            return Optional.of("it is older than the program; ./telpher build makes it anew");
        }
        if (file == null) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            Files.delete(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(String.join(" ", lines.subList(0, Math.min(2, lines.size()))));
        } catch (IOException e) {
            return Optional.of("no word from the JVM about it: " + e.getMessage());
        }
    }
}
