package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;

/**
 * What is to go from stores.
 *
 * @param scope what the name is of
 * @param name as it stands in keys and labels; empty for everything
 * @param soft true if it becomes stale, false if it is removed
 */
public record Purge(Scope scope, String name, boolean soft) {
    /** What is named. */
    public enum Scope {
        /** Everything of a URI, whatever else is in its keys. */
        URI,
        /** Everything whose URI begins so. */
        PREFIX,
        /** Everything with a tag. */
        TAG,
        /** Everything of a cache group, which is named with its origin. */
        GROUP,
        /** Everything. */
        ALL
    }

    /** Everything that is stored for a URI goes. */
    public static Purge uri(String uri) {
        return new Purge(Scope.URI, uri, false);
    }

    /** Everything of a cache group goes. */
    public static Purge group(String group) {
        return new Purge(Scope.GROUP, group, false);
    }

    /** The same, made stale and not removed. */
    public Purge softly() {
        return new Purge(scope, name, true);
    }

    /** True if what has this key and these labels is meant. */
    public boolean means(CacheKey key, Labels labels) {
        return switch (scope) {
            case URI -> key.uri().equals(name);
            case PREFIX -> key.uri().startsWith(name);
            case TAG -> labels.tags().contains(name);
            case GROUP -> labels.groups().contains(name);
            case ALL -> true;
        };
    }
}
