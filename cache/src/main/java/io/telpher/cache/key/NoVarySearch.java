package io.telpher.cache.key;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.FormText;
import io.telpher.http.Structured;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an origin says of the queries that its response answers ({@code No-Vary-Search}, draft-ietf-httpbis-no-vary-search).
 * It holds for the path; a store that remembers it for each path gives it to {@link KeyRules}. Its own text becomes part of
 * the key, so that only responses under the same rule share one. Parameters are the same if their names and values mean the same.
 *
 * @param keyOrder true if the order of parameters does not count
 * @param all true if none counts but {@code names}; false if all count but them
 * @param names decoded
 */
public record NoVarySearch(boolean keyOrder, boolean all, Set<String> names) {
    private static final FieldName NAME = FieldName.of("no-vary-search");

    /** Freezes what it is given. */
    public NoVarySearch {
        names = Set.copyOf(names);
    }

    /** What a response says, or null if nothing, nothing that can be read, or nothing new. */
    public static @Nullable NoVarySearch of(Fields fields) {
        return parse(fields.joined(NAME));
    }

    /** The same of the field's value. What is wrong in one place says nothing at all; names that nobody knows are ignored. */
    public static @Nullable NoVarySearch parse(@Nullable String text) {
        Map<String, Structured.Value> members = Structured.dictionary(text);
        if (members == null || !isTruth(members.get("key-order"))) {
            return null;
        }
        boolean order = truth(members.get("key-order"));
        Structured.Value params = members.get("params");
        boolean all = truth(params);
        Set<String> ignored = isTruth(params) ? Set.of() : names(params);
        Set<String> except = members.containsKey("except") ? names(members.get("except")) : Set.of();
        if (ignored == null || except == null || (members.containsKey("except") && !all)) {
            return null;
        }
        NoVarySearch rule = new NoVarySearch(order, all, all ? except : ignored);
        return !order && !all && rule.names.isEmpty() ? null : rule;
    }

    /** It as a field's value: {@link #parse} reads the same from it. */
    public String text() {
        String listed = names.stream()
                .sorted()
                .map(name -> '"' + FormText.encoded(name) + '"')
                .collect(Collectors.joining(" ", "(", ")"));
        String params = !all ? "params=" + listed : names.isEmpty() ? "params" : "params, except=" + listed;
        return keyOrder ? "key-order, " + params : params;
    }

    /** True if it may stand where there should be a boolean, or nothing. */
    private static boolean isTruth(Structured.@Nullable Value value) {
        return value == null || value instanceof Structured.Truth;
    }

    private static boolean truth(Structured.@Nullable Value value) {
        return value instanceof Structured.Truth truth && truth.value();
    }

    /** A list's names, which are written as in queries; null if it is none of strings. */
    private static @Nullable Set<String> names(Structured.@Nullable Value value) {
        if (!(value instanceof Structured.Inner inner)) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (Structured.Value member : inner.values()) {
            if (!(member instanceof Structured.Text text)) {
                return null;
            }
            names.add(FormText.decoded(text.value()));
        }
        return names;
    }

    /** The part of a query that counts, written in one way, with this rule's mark. */
    String counted(@Nullable String query) {
        List<Parameter> parameters = query == null ? List.of() : Parameter.all(query);
        List<Parameter> counted = parameters.stream()
                .filter(each -> names.contains(each.name()) == all)
                .toList();
        return (keyOrder ? Parameter.sorted(counted) : counted)
                .stream()
                        .map(Parameter::canonical)
                        .collect(Collectors.joining("&", "", '#' + text())); // a query holds no '#'
    }
}
