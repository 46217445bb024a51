package io.telpher.gateway.route;

import io.telpher.core.config.Location;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route serves. All parts must hold; a part that is left out always does.
 *
 * @param host the hosts, or null for all
 * @param path the paths
 * @param methods the methods, or empty for all; GET brings HEAD with it
 * @param conditions on fields, cookies, query and the client, the same list for the same conditions
 * @param location where it stands
 */
public record Match(
        @Nullable HostPattern host,
        PathPattern path,
        List<Method> methods,
        List<Condition> conditions,
        Location location) {

    /** The key {@code match} of a route. */
    public static final Mapping<Match> SHAPE = Mapping.of("match", "Which requests a route serves.", keys -> {
        Mapping.Key<HostPattern> host = keys.optional(
                "host", Shapes.parsed("a host, or *.host for all below it", HostPattern::of), "The host.");
        Mapping.Key<PathPattern> path = keys.optional(
                "path", Shapes.parsed("a path such as /a, /a/** or /a/{id}", PathPattern::of), "/**", "The path.");
        Mapping.Key<List<Method>> method = keys.optional(
                "method", Shapes.list(Shapes.parsed("a method such as GET", Match::method)), "One method, or a list.");
        Mapping.Key<Map<String, Wanted>> header = keys.optional("header", tests(), "Fields by name.");
        Mapping.Key<Map<String, Wanted>> cookie = keys.optional("cookie", tests(), "Cookies by name.");
        Mapping.Key<Map<String, Wanted>> query = keys.optional("query", tests(), "Query parameters by name.");
        Mapping.Key<List<Condition>> client = keys.optional(
                "client",
                ClientMatch.SHAPE,
                "The client's certificate, which the listener has asked for and accepted.");
        return values -> new Match(
                values.orNull(host),
                values.of(path),
                methods(values.orNull(method)),
                conditions(values.orNull(header), values.orNull(cookie), values.orNull(query), values.orNull(client)),
                values.where());
    });

    private static Shape<Map<String, Wanted>> tests() {
        return Shapes.mapOf(Wanted.SHAPE);
    }

    private static @Nullable Method method(String text) {
        return Tokens.isToken(text) && text.equals(text.toUpperCase(Locale.ROOT)) ? Method.of(text) : null;
    }

    private static List<Method> methods(@Nullable List<Method> named) {
        if (named == null) {
            return List.of();
        }
        if (named.isEmpty()) {
            throw new IllegalArgumentException("a match without methods matches nothing");
        }
        List<Method> all = new ArrayList<>(new java.util.LinkedHashSet<>(named));
        if (all.contains(Method.GET) && !all.contains(Method.HEAD)) {
            all.add(Method.HEAD);
        }
        return List.copyOf(all);
    }

    private static List<Condition> conditions(
            @Nullable Map<String, Wanted> header,
            @Nullable Map<String, Wanted> cookie,
            @Nullable Map<String, Wanted> query,
            @Nullable List<Condition> client) {
        List<Condition> all = new ArrayList<>();
        if (header != null) {
            header.forEach((name, test) -> all.add(new Condition.Header(FieldName.of(name), test)));
        }
        if (cookie != null) {
            cookie.forEach((name, test) -> all.add(new Condition.Cookie(name, test)));
        }
        if (query != null) {
            query.forEach((name, test) -> all.add(new Condition.Query(name, test)));
        }
        if (client != null) {
            all.addAll(client);
        }
        all.sort((a, b) -> a.toString().compareTo(b.toString()));
        return List.copyOf(all);
    }

    /** True if the method is one of those that it serves. */
    boolean serves(Method method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /** True if all conditions hold. */
    boolean holds(HttpRequest request) {
        for (int i = 0; i < conditions.size(); i++) { // no iterator: this is on every request's way
            if (!conditions.get(i).holds(request)) {
                return false;
            }
        }
        return true;
    }

    /** What makes two matches the same. */
    String identity() {
        return new TreeSet<>(methods.stream().map(Method::name).toList()) + " " + (host == null ? "" : host) + path
                + " " + conditions.stream().map(Condition::toString).collect(Collectors.joining("\n"));
    }

    /** As a route's name, where it has none of its own: {@code GET example.org/a/**}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!methods.isEmpty()) {
            text.append(methods.stream().map(Method::name).collect(Collectors.joining(",")))
                    .append(' ');
        }
        text.append(host == null ? "" : host).append(path);
        conditions.forEach(condition -> text.append(' ').append(condition));
        return text.toString();
    }
}
