package io.telpher.app;

import io.telpher.core.config.Nearest;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.gateway.route.RouteConfig;
import io.telpher.gateway.route.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check that every route leads to an upstream, every upstream has a route and no two routes are the same. It looks at the file's tree, not at the
 * records made of it, so that it tells its mistakes even when other values could not be read.
 */
final class References {
    private References() {}

    static void check(Node root, Problems problems) {
        Map<String, Node.Entry> upstreams = new LinkedHashMap<>();
        if (value(root, "upstreams") instanceof Node.Entries mapping) {
            mapping.entries().forEach(entry -> upstreams.put(entry.key(), entry));
        }
        Map<String, Node.Entry> unused = new LinkedHashMap<>(upstreams);
        List<Node> routes = value(root, "routes") instanceof Node.Items list ? list.items() : List.of();
        for (int i = 0; i < routes.size(); i++) {
            if (value(routes.get(i), "to") instanceof Node.Scalar to) {
                unused.remove(to.text());
                if (!upstreams.containsKey(to.text())) {
                    missing(
                            to,
                            List.copyOf(upstreams.keySet()),
                            problems.at("routes").at("[" + i + "]").at("to"));
                }
            }
        }
        Router.check(routes.stream().map(References::readable).toList(), problems);
        unused.forEach((name, entry) ->
                problems.at("upstreams").at(name).warning(entry.location(), "no route leads to this upstream"));
    }

    /** Null if the route has mistakes of its own, which are told elsewhere. */
    private static @Nullable RouteConfig readable(Node route) {
        Problems own = new Problems();
        RouteConfig read = RouteConfig.SHAPE.read(route, own);
        return own.hasErrors() ? null : read;
    }

    private static void missing(Node.Scalar to, List<String> upstreams, Problems at) {
        String known = upstreams.isEmpty() ? "there are none" : "known upstreams: " + String.join(", ", upstreams);
        at.error(
                to.location(),
                "found \"" + to.text() + "\", expected the name of an upstream" + Nearest.question(to.text(), upstreams)
                        + "; " + known);
    }

    private static @Nullable Node value(Node node, String key) {
        if (node instanceof Node.Entries mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (entry.key().equals(key)) {
                    return entry.value();
                }
            }
        }
        return null;
    }
}
