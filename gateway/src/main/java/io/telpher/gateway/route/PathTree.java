package io.telpher.gateway.route;

import io.telpher.gateway.route.Route.Way;
import io.telpher.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one host, as a tree of segments. It is built first and then only read, by any thread. Looking up allocates
 * nothing and visits each node at most once.
 */
final class PathTree {
    private @Nullable String[] names = new @Nullable String[2]; // open addressing, a power of two, at most half full
    private @Nullable PathTree[] nodes = new @Nullable PathTree[2];
    private int size;
    private @Nullable PathTree any;
    private final List<Way> here = new ArrayList<>(1);
    private final List<Way> below = new ArrayList<>(1);

    /** Adds a way; the ways of a path are kept most specific first. */
    void add(Way way) {
        PathTree node = this;
        for (String segment : way.match().path().segments()) {
            node = segment.equals(PathPattern.ANY) ? node.anyChild() : node.child(segment);
        }
        List<Way> ways = way.match().path().prefix() ? node.below : node.here;
        ways.add(way);
        ways.sort(Specificity.MOST_SPECIFIC_FIRST);
    }

    private PathTree anyChild() {
        PathTree child = any;
        if (child == null) {
            child = new PathTree();
            any = child;
        }
        return child;
    }

    private PathTree child(String name) {
        PathTree known = find(name, 0, name.length());
        if (known != null) {
            return known;
        }
        if (2 * ++size > names.length) {
            grow();
        }
        PathTree child = new PathTree();
        put(name, child);
        return child;
    }

    private void grow() {
        @Nullable String[] oldNames = names;
        @Nullable PathTree[] oldNodes = nodes;
        names = new @Nullable String[2 * oldNames.length];
        nodes = new @Nullable PathTree[2 * oldNames.length];
        for (int i = 0; i < oldNames.length; i++) {
            String name = oldNames[i];
            PathTree node = oldNodes[i];
            if (name != null && node != null) {
                put(name, node);
            }
        }
    }

    private void put(String name, PathTree node) {
        int i = hash(name, 0, name.length()) & (names.length - 1);
        while (names[i] != null) {
            i = (i + 1) & (names.length - 1);
        }
        names[i] = name;
        nodes[i] = node;
    }

    private @Nullable PathTree find(String path, int from, int to) {
        int i = hash(path, from, to) & (names.length - 1);
        for (String name = names[i]; name != null; name = names[i]) {
            if (name.length() == to - from && path.startsWith(name, from)) {
                return nodes[i];
            }
            i = (i + 1) & (names.length - 1);
        }
        return null;
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash ^ (hash >>> 15);
    }

    /**
     * The first way, most specific first, that leads on from here.
     *
     * @param path canonical; {@code at} is the slash before the next segment, or its end
     */
    @Nullable
    Way find(String path, int at, HttpRequest request) {
        if (at == path.length()) {
            Way exact = first(here, request);
            return exact != null ? exact : first(below, request);
        }
        int end = path.indexOf('/', at + 1);
        end = end < 0 ? path.length() : end;
        PathTree named = find(path, at + 1, end);
        Way found = named == null ? null : named.find(path, end, request);
        if (found == null && any != null && end > at + 1) {
            found = any.find(path, end, request);
        }
        return found != null ? found : first(below, request);
    }

    private static @Nullable Way first(List<Way> ways, HttpRequest request) {
        for (int i = 0; i < ways.size(); i++) { // no iterator: this is on every request's way
            Way way = ways.get(i);
            if (way.match().serves(request.method()) && way.match().holds(request)) {
                return way;
            }
        }
        return null;
    }

    /** The way that stands for {@code *}, which is no path: only {@code /**} may serve it. */
    @Nullable
    Way server(HttpRequest request) {
        return first(below, request);
    }

    /** Visits every way of this path, whether its methods and conditions hold or not. */
    void visit(String path, int at, Consumer<Way> visitor) {
        if (at == path.length()) {
            here.forEach(visitor);
            below.forEach(visitor);
            return;
        }
        int end = path.indexOf('/', at + 1);
        end = end < 0 ? path.length() : end;
        PathTree named = find(path, at + 1, end);
        if (named != null) {
            named.visit(path, end, visitor);
        }
        if (any != null && end > at + 1) {
            any.visit(path, end, visitor);
        }
        below.forEach(visitor);
    }
}
