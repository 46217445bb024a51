package io.telpher.cache.key;

/**
 * The name under which responses are stored.
 *
 * @param uri the target in canonical form, {@code https://host/path?query}: by it responses are invalidated and purged
 * @param more what else is in the key, a line for each field, cookie and content; empty mostly
 */
public record CacheKey(String uri, String more) {

    /** All of it. Unambiguous: no URI holds a line break. */
    public String text() {
        return more.isEmpty() ? uri : uri + more;
    }

    @Override
    public String toString() {
        return text();
    }
}
