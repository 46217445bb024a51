package io.telpher.gateway.route;

import io.telpher.http.Authority;
import io.telpher.http.BadTarget;

/**
 * The hosts of a match: one host, or with {@code *.} in front every host below it, but not itself.
 *
 * @param name canonical; without the {@code *.}, but with the dot, if it is a suffix
 */
record HostPattern(String name, boolean suffix) {

    /** Reads {@code example.org} or {@code *.example.org}. */
    static HostPattern of(String text) {
        boolean suffix = text.startsWith("*.");
        String host = suffix ? text.substring(2) : text;
        try {
            String canonical = Authority.canonical(host);
            if (canonical.isEmpty() || host.indexOf('*') >= 0 || Authority.port(canonical) >= 0) {
                throw new IllegalArgumentException("a host has no port, and * only as its first label");
            }
            return new HostPattern(suffix ? '.' + canonical : canonical, suffix);
        } catch (BadTarget e) {
            throw new IllegalArgumentException(e.detail());
        }
    }

    @Override
    public String toString() {
        return suffix ? '*' + name : name;
    }
}
