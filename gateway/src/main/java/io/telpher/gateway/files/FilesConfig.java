package io.telpher.gateway.files;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory whose files are served.
 *
 * @param root the directory, with symbolic links resolved
 * @param index the file that stands for a directory
 * @param fingerprint true if files have versioned names as well, and pages refer to them
 */
public record FilesConfig(Path root, String index, boolean fingerprint) {
    private static final Shape<Path> ROOT = Shapes.parsed("a directory that exists", FilesConfig::directory);

    /** {@code files: ./public}, or a mapping. */
    public static final Shape<FilesConfig> SHAPE = Shapes.anyOf(
            ROOT.map(root -> new FilesConfig(root, "index.html", false)),
            Mapping.of("files", "A directory whose files are served.", keys -> {
                Mapping.Key<Path> root = keys.required("root", ROOT, "The directory.");
                Mapping.Key<String> index = keys.optional(
                        "index",
                        Shapes.text("the name of a file", name -> FileName.isPlain(name)),
                        "index.html",
                        "The file that stands for a directory.");
                Mapping.Key<Boolean> fingerprint = keys.optional(
                        "fingerprint",
                        Shapes.bool(),
                        "false",
                        "Whether files have names with a hash of their content as well, which pages and style sheets are made to use.");
                return values -> new FilesConfig(values.of(root), values.of(index), values.of(fingerprint));
            }));

    private static Path directory(String text) {
        Path path = Path.of(text);
        try {
            Path real = path.toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no such directory: " + path.toAbsolutePath());
        }
        throw new IllegalArgumentException("not a directory: " + path.toAbsolutePath());
    }
}
