package io.telpher.app;

import io.telpher.core.config.Nearest;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.util.List;
import java.util.TreeSet;

/** The check that what is shared by {@code store}, in a key of a route, in {@code purges} or by a cache, is a store of the file. */
final class StoreReferences {
    private final List<String> stores;

    private StoreReferences(List<String> stores) {
        this.stores = stores;
    }

    static void check(Node root, Problems problems) {
        List<String> named = References.value(root, "stores") instanceof Node.Entries mapping
                ? mapping.entries().stream().map(Node.Entry::key).toList()
                : List.of();
        Node purges = References.value(root, "purges");
        if (purges != null) {
            new StoreReferences(named).feature(purges, problems.at("purges"));
        }
        if (References.value(root, "caches") instanceof Node.Entries caches) {
            for (Node.Entry cache : caches.entries()) {
                Node shared = References.value(cache.value(), "shared");
                if (shared != null) {
                    new StoreReferences(named)
                            .feature(
                                    shared,
                                    problems.at("caches").at(cache.key()).at("shared"));
                }
            }
        }
        if (References.value(root, "routes") instanceof Node.Items routes) {
            for (int i = 0; i < routes.items().size(); i++) {
                new StoreReferences(named)
                        .route(routes.items().get(i), problems.at("routes").at("[" + i + "]"));
            }
        }
    }

    private void route(Node route, Problems problems) {
        if (route instanceof Node.Entries keys) {
            keys.entries().forEach(entry -> feature(entry.value(), problems.at(entry.key())));
        }
    }

    /** A feature's value, which may be a list of such. */
    private void feature(Node value, Problems problems) {
        if (value instanceof Node.Items list) {
            for (int i = 0; i < list.items().size(); i++) {
                feature(list.items().get(i), problems.at("[" + i + "]"));
            }
        } else if (References.value(value, "store") instanceof Node.Scalar name && !stores.contains(name.text())) {
            problems.at("store")
                    .error(
                            name.location(),
                            "found \"" + name.text() + "\", expected the name of a store"
                                    + Nearest.question(name.text(), stores) + "; " + known());
        }
    }

    private String known() {
        return stores.isEmpty() ? "there are none" : "known stores: " + String.join(", ", new TreeSet<>(stores));
    }
}
