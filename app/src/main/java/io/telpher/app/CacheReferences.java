package io.telpher.app;

import io.telpher.core.config.Nearest;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.util.List;
import java.util.TreeSet;

/** The check that the cache that a route names is one of the file. */
final class CacheReferences {
    private CacheReferences() {}

    static void check(Node root, Problems problems) {
        List<String> caches = References.value(root, "caches") instanceof Node.Entries mapping
                ? mapping.entries().stream().map(Node.Entry::key).toList()
                : List.of();
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

    private static String known(List<String> caches) {
        return caches.isEmpty() ? "there are none" : "known caches: " + String.join(", ", new TreeSet<>(caches));
    }
}
