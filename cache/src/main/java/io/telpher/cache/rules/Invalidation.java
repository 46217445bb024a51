package io.telpher.cache.rules;

import io.telpher.cache.key.KeyRules;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request that changes something makes wrong (RFC 9111 §4.4, RFC 9875 §3): all that is stored for these URIs, and all that
 * has one of these labels, whatever else is in their keys.
 *
 * @param uris as they stand in keys. The groups of what is stored for them stay: RFC 9875 §2.2.1 only allows that they go
 * @param groups as they stand in {@link Labels}
 */
public record Invalidation(Set<String> uris, Set<String> groups) {
    /** Nothing. */
    public static final Invalidation NONE = new Invalidation(Set.of(), Set.of());

    private static final FieldName GROUPS = FieldName.of("cache-group-invalidation");

    /** Freezes what it is given. */
    public Invalidation {
        uris = Set.copyOf(uris);
        groups = Set.copyOf(groups);
    }

    /** Decides by a request and its answer's head. Only what is of the request's own origin goes. */
    public static Invalidation of(KeyRules keys, HttpRequest request, int status, Fields fields) {
        if (request.method().safe() || status < 200 || status >= 400) {
            return NONE;
        }
        String origin = KeyRules.uri(request.scheme(), request.authority(), "", null);
        Set<String> uris = new LinkedHashSet<>();
        uris.add(keys.uri(request));
        for (FieldName name : new FieldName[] {FieldName.LOCATION, FieldName.CONTENT_LOCATION}) {
            String reference = fields.value(name);
            String uri = reference == null ? null : Locations.resolve(request, reference);
            if (uri != null) {
                uris.add(counted(keys, uri));
            }
        }
        return new Invalidation(uris, Labels.groups(origin, fields, GROUPS));
    }

    private static String counted(KeyRules keys, String uri) {
        int question = uri.indexOf('?');
        if (question < 0) {
            return uri;
        }
        String query = keys.query().counted(uri.substring(question + 1));
        return query == null ? uri.substring(0, question) : uri.substring(0, question + 1) + query;
    }

    /** The URI that an operator names, in the form in which it stands in keys; null if it is none. */
    public static @Nullable String named(KeyRules keys, String uri) {
        String canonical = Locations.canonical(uri);
        return canonical == null ? null : counted(keys, canonical);
    }
}
