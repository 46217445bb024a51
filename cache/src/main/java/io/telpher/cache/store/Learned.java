package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.http.Fields;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What stored responses said of the queries of their paths; the paths that were noted longest ago are forgotten. Safe for several threads. */
public final class Learned {
    private static final int PATHS_MAX = 10_000;

    private final Map<String, NoVarySearch> rules =
            new ConcurrentHashMap<>(); // event loops read it, and wait for no lock
    private final LinkedHashSet<String> eldestFirst = new LinkedHashSet<>();
    private volatile boolean any;

    /** The part of a key's URI that is a path of an origin. */
    public static String path(CacheKey key) {
        return path(key.uri());
    }

    /** The part of a URI before its query. */
    public static String path(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    /** What is known of a path, or null. */
    public @Nullable NoVarySearch of(String path) {
        return any ? rules.get(path) : null;
    }

    /** A response is stored. What its path said before is forgotten. */
    public void note(CacheKey key, Fields fields) {
        NoVarySearch rule = NoVarySearch.of(fields);
        if (rule != null || any) {
            put(path(key), rule);
        }
    }

    private synchronized void put(String path, @Nullable NoVarySearch rule) {
        eldestFirst.remove(path);
        if (rule == null) {
            rules.remove(path);
        } else {
            rules.put(path, rule);
            eldestFirst.add(path);
            if (eldestFirst.size() > PATHS_MAX) {
                rules.remove(eldestFirst.removeFirst());
            }
        }
        any = !rules.isEmpty();
    }
}
