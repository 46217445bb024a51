package io.telpher.app;

import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The warning that a file which the configuration names cannot be read here. It is no error: whoever judges a configuration need
 * not be the machine that will serve it.
 */
final class FileAdvice {
    private final List<Path> missing;

    private FileAdvice(List<Path> missing) {
        this.missing = missing;
    }

    static void give(Configuration configuration, Node root, Problems problems) {
        List<Path> missing = configuration.files().stream()
                .filter(file -> !Files.isReadable(file))
                .toList();
        if (!missing.isEmpty()) {
            new FileAdvice(missing).look(root, problems);
        }
    }

    private void look(Node node, Problems at) {
        switch (node) {
            case Node.Scalar one -> {
                if (missing.contains(Path.of(one.text()))) {
                    at.warning(one.location(), "there is no such file here, or no right to read it (no-file)");
                }
            }
            case Node.Items list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    look(list.items().get(i), at.at("[" + i + "]"));
                }
            }
            case Node.Entries mapping -> mapping.entries().forEach(entry -> look(entry.value(), at.at(entry.key())));
            case Node.Empty _ -> {}
        }
    }
}
