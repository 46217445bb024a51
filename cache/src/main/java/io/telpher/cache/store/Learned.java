package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.http.Fields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What stored responses said of the queries of their paths; the paths that were noted longest ago are forgotten. Safe for several threads. */
public final class Learned {
    private static final int PATHS_MAX = 10_000;

    /** Hears what changes. */
    @FunctionalInterface
    public interface Noting {
        /** Something else is known of a path now; null if nothing is. */
        void noted(String path, @Nullable NoVarySearch rule);
    }

    private final Map<String, NoVarySearch> rules =
            new ConcurrentHashMap<>(); // event loops read it, and wait for no lock
    private final LinkedHashSet<String> eldestFirst = new LinkedHashSet<>();
    private volatile boolean any;
    private Noting noting = (path, rule) -> {};

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
            note(path(key), rule);
        }
    }

    /** The same of a path; null if it says nothing any more. */
    public synchronized void note(String path, @Nullable NoVarySearch rule) {
        eldestFirst.remove(path);
        NoVarySearch before = rule == null ? rules.remove(path) : rules.put(path, rule);
        if (rule != null) {
            eldestFirst.add(path);
            if (eldestFirst.size() > PATHS_MAX) {
                rules.remove(eldestFirst.removeFirst());
            }
        }
        any = !rules.isEmpty();
        if (!Objects.equals(before, rule)) {
            noting.noted(path, rule);
        }
    }

    /** Has changes be told from now on, one after the other. */
    public synchronized void note(Noting changes) {
        noting = changes;
    }

    /** All that is known. */
    public synchronized List<Map.Entry<String, NoVarySearch>> latestFirst() {
        List<Map.Entry<String, NoVarySearch>> all = new ArrayList<>();
        for (String path : eldestFirst.reversed()) {
            NoVarySearch rule = rules.get(path);
            if (rule != null) {
                all.add(Map.entry(path, rule));
            }
        }
        return all;
    }
}
