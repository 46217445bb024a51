package io.telpher.cache.key;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Structured;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an origin says of the queries that its response answers ({@code No-Vary-Search}, draft-ietf-httpbis-no-vary-search).
 * It holds for the path; a store that remembers it for each path gives it to {@link KeyRules}. Its own text becomes part of
 * the key, so that only responses under the same rule share one.
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
        Map<String, Structured.Value> members = Structured.dictionary(fields.joined(NAME));
        if (members == null) {
            return null;
        }
        boolean order = truth(members.get("key-order"));
        Structured.Value params = members.get("params");
        Set<String> ignored = names(params);
        Set<String> except = names(members.get("except"));
        if (params != null && ignored == null && !(params instanceof Structured.Truth)) {
            return null;
        }
        if (members.containsKey("except") && (except == null || !truth(params))) {
            return null;
        }
        boolean all = truth(params);
        NoVarySearch rule = new NoVarySearch(
                order, all, all ? (except == null ? Set.of() : except) : ignored == null ? Set.of() : ignored);
        return !order && !all && rule.names.isEmpty() ? null : rule;
    }

    private static boolean truth(Structured.@Nullable Value value) {
        return value instanceof Structured.Truth truth && truth.value();
    }

    private static @Nullable Set<String> names(Structured.@Nullable Value value) {
        if (!(value instanceof Structured.Inner inner)) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (Structured.Value member : inner.values()) {
            if (!(member instanceof Structured.Text text)) {
                return null;
            }
            names.add(text.value());
        }
        return names;
    }

    /** The part of a query that counts, with this rule's mark. */
    String counted(@Nullable String query) {
        List<Parameter> parameters = query == null ? List.of() : Parameter.all(query);
        List<Parameter> counted = parameters.stream()
                .filter(each -> names.contains(each.name()) == all)
                .toList();
        String text = Parameter.join(keyOrder ? Parameter.sorted(counted) : counted);
        return (text == null ? "" : text)
                + '#'
                + (keyOrder ? 'o' : '-')
                + (all ? '*' : '-')
                + names.stream().sorted().toList(); // a query holds no '#'
    }
}
