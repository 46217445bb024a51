package io.telpher.app;

import io.telpher.core.config.Nearest;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The check that the cache that a route names is one of the file. */
final class CacheReferences {
    private CacheReferences() {}

    static void check(Node root, Problems problems) {
        List<String> caches = References.value(root, "caches") instanceof Node.Entries mapping
                ? mapping.entries().stream().map(Node.Entry::key).toList()
                : List.of();
        folders(root, problems);
        if (References.value(root, "routes") instanceof Node.Items routes) {
            for (int i = 0; i < routes.items().size(); i++) {
                Node cache = References.value(routes.items().get(i), "cache");
                if (cache != null
                        && References.value(cache, "in") instanceof Node.Scalar name
                        && !caches.contains(name.text())) {
                    problems.at("routes")
                            .at("[" + i + "]")
                            .at("cache")
                            .at("in")
                            .error(
                                    name.location(),
                                    "found \"" + name.text() + "\", expected the name of a cache"
                                            + Nearest.question(name.text(), caches) + "; " + known(caches));
                }
            }
        }
    }

    /** Two caches in one folder would throw out each other's responses. */
    private static void folders(Node root, Problems problems) {
        Map<String, String> known = new HashMap<>();
        if (References.value(root, "caches") instanceof Node.Entries caches) {
            for (Node.Entry cache : caches.entries()) {
                Node disk = References.value(cache.value(), "disk");
                if (disk != null && References.value(disk, "path") instanceof Node.Scalar path) {
                    String other = known.putIfAbsent(new File(path.text()).getAbsolutePath(), cache.key());
                    if (other != null) {
                        problems.at("caches")
                                .at(cache.key())
                                .at("disk")
                                .at("path")
                                .error(path.location(), "the cache " + other + " has this folder already");
                    }
                }
            }
        }
    }

    private static String known(List<String> caches) {
        return caches.isEmpty() ? "there are none" : "known caches: " + String.join(", ", new TreeSet<>(caches));
    }
}
