package io.telpher.cache.rules;

import io.telpher.cache.key.KeyRules;
import io.telpher.http.Authority;
import io.telpher.http.BadTarget;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.Target;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** URIs that responses name, against the request's (RFC 3986 §5.2), in the form in which they stand in keys. */
final class Locations {
    private Locations() {}

    /** The URI if it is of the request's own origin, else null: nobody decides over another's responses. */
    static @Nullable String resolve(HttpRequest request, String reference) {
        int fragment = reference.indexOf('#');
        String text = (fragment < 0 ? reference : reference.substring(0, fragment)).strip();
        try {
            Target target = target(request, text);
            String scheme = target.scheme() == null ? request.scheme() : target.scheme();
            String authority = target.authority() == null ? request.authority() : target.authority();
            String origin = KeyRules.uri(scheme, authority, "", null);
            return origin.equals(KeyRules.uri(request.scheme(), request.authority(), "", null))
                    ? origin + target.path() + (target.query() == null ? "" : '?' + target.query())
                    : null;
        } catch (BadTarget e) {
            return null;
        }
    }

    private static Target target(HttpRequest request, String text) throws BadTarget {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return Target.parse(Method.GET, text);
        }
        if (text.startsWith("//")) {
            return Target.parse(Method.GET, request.scheme() + ':' + text);
        }
        if (text.startsWith("/")) {
            return Target.parse(Method.GET, text);
        }
        if (text.isEmpty()) {
            return new Target(request.path(), request.query(), null, null);
        }
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        if (colon >= 0 && (slash < 0 || colon < slash)) {
            throw new BadTarget("another scheme (RFC 3986 section 4.2)");
        }
        String path = request.path();
        return Target.parse(
                Method.GET, text.startsWith("?") ? path + text : path.substring(0, path.lastIndexOf('/') + 1) + text);
    }

    /** The canonical form of a URI that an operator names, to be compared with keys; null if it is none. */
    static @Nullable String canonical(String uri) {
        try {
            Target target = Target.parse(Method.GET, uri);
            return target.scheme() == null || target.authority() == null
                    ? null
                    : KeyRules.uri(
                            target.scheme(), Authority.canonical(target.authority()), target.path(), target.query());
        } catch (BadTarget e) {
            return null;
        }
    }
}
