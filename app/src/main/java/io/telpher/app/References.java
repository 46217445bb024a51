package io.telpher.app;

import io.telpher.core.config.Location;
import io.telpher.core.config.Nearest;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.gateway.route.RouteConfig;
import io.telpher.gateway.route.Router;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check that every route and every listener of layer 4 leads to an upstream, every upstream is led to, and no two routes are the same. It looks at the file's tree, not at the
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
            Problems at = problems.at("routes").at("[" + i + "]");
            for (Named named : named(routes.get(i), at)) {
                unused.remove(named.name);
                if (!upstreams.containsKey(named.name)) {
                    missing(named, List.copyOf(upstreams.keySet()));
                }
            }
        }
        StoreReferences.check(root, problems);
        CacheReferences.check(root, problems);
        LimitReferences.check(routes, problems);
        for (Node.Entry entry : upstreams.values()) {
            Problems at = problems.at("upstreams").at(entry.key()).at("fallback");
            Named spare = fallback(entry.value(), at);
            if (spare != null) {
                unused.remove(spare.name);
                checkFallback(entry, spare, upstreams);
            }
        }
        List<Node> listeners = value(root, "listeners") instanceof Node.Items list ? list.items() : List.of();
        if (value(root, "routes") == null
                && (listeners.isEmpty() || !listeners.stream().allMatch(References::passes))) {
            problems.error(root.location(), "\"routes\" is missing, expected a list of a mapping (route)");
        }
        PortReferences.check(root, listeners, problems);
        Set<String> routed = new HashSet<>(upstreams.keySet());
        routed.removeAll(unused.keySet());
        for (int i = 0; i < listeners.size(); i++) {
            for (Named named : passed(listeners.get(i), problems.at("listeners").at("[" + i + "]"))) {
                unused.remove(named.name);
                Node.Entry upstream = upstreams.get(named.name);
                if (upstream == null) {
                    missing(named, List.copyOf(upstreams.keySet()));
                    continue;
                }
                Problems at = problems.at("upstreams").at(named.name);
                if (value(listeners.get(i), "udp") != null) {
                    PassThrough.checkDatagrams(upstream, at);
                }
                if (routed.add(named.name)) { // else its settings are for HTTP
                    PassThrough.check(upstream, at);
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

    /** An upstream's name where a route has it. */
    private record Named(String name, Location location, Problems at) {}

    private static List<Named> named(Node route, Problems at) {
        List<Named> all = new ArrayList<>();
        Node to = value(route, "to");
        if (to instanceof Node.Entries weights) {
            weights.entries().forEach(entry -> all.add(new Named(entry.key(), entry.location(), at.at("to"))));
        } else if (to instanceof Node.Scalar one) {
            all.add(new Named(one.text(), one.location(), at.at("to")));
        }
        Node mirror = value(route, "mirror");
        if (mirror != null && value(mirror, "to") instanceof Node.Scalar shadow) {
            all.add(new Named(shadow.text(), shadow.location(), at.at("mirror").at("to")));
        }
        return all;
    }

    /** Whom an upstream names as its fallback, or null. */
    private static @Nullable Named fallback(Node upstream, Problems at) {
        Node fallback = value(upstream, "fallback");
        return fallback != null && value(fallback, "to") instanceof Node.Scalar to
                ? new Named(to.text(), to.location(), at.at("to"))
                : null;
    }

    /** It must be there, and must not come back to where it began. */
    private static void checkFallback(Node.Entry from, Named spare, Map<String, Node.Entry> upstreams) {
        if (!upstreams.containsKey(spare.name)) {
            missing(spare, List.copyOf(upstreams.keySet()));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Named next = spare; next != null && seen.add(next.name); ) {
            if (next.name.equals(from.key())) {
                spare.at.error(
                        spare.location,
                        "this fallback comes back to " + from.key() + ": one of them must end elsewhere");
                return;
            }
            Node.Entry entry = upstreams.get(next.name);
            next = entry == null ? null : fallback(entry.value(), spare.at);
        }
    }

    /** True for a listener of layer 4. */
    private static boolean passes(Node listener) {
        return value(listener, "tcp") != null || value(listener, "tls") != null || value(listener, "udp") != null;
    }

    /** What a listener of layer 4 names. */
    private static List<Named> passed(Node listener, Problems at) {
        List<Named> all = new ArrayList<>();
        if (value(listener, "to") instanceof Node.Scalar one) {
            all.add(new Named(one.text(), one.location(), at.at("to")));
        }
        if (value(listener, "server-names") instanceof Node.Entries names) {
            for (Node.Entry entry : names.entries()) {
                if (entry.value() instanceof Node.Scalar one) {
                    all.add(new Named(
                            one.text(), one.location(), at.at("server-names").at(entry.key())));
                }
            }
        }
        return all;
    }

    private static void missing(Named named, List<String> upstreams) {
        String known = upstreams.isEmpty() ? "there are none" : "known upstreams: " + String.join(", ", upstreams);
        named.at.error(
                named.location,
                "found \"" + named.name + "\", expected the name of an upstream"
                        + Nearest.question(named.name, upstreams) + "; " + known);
    }

    static @Nullable Node value(Node node, String key) {
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
