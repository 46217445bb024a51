package io.telpher.cache.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters of a query count, and whether their order does. What does not count is not sent on either: an origin that
 * read it could be made to give everybody an answer that one client chose.
 *
 * @param sorted true if parameters stand in the order of their names; those of one name keep theirs
 * @param only those that count, or empty for all
 * @param dropped those that do not; a name that ends in {@code *} stands for all that begin so
 */
public record QueryRules(boolean sorted, Set<String> only, Set<String> dropped) {
    /** All of them, as they came. */
    public static final QueryRules AS_SENT = new QueryRules(false, Set.of(), Set.of());

    /** Freezes what it is given. */
    public QueryRules {
        only = Set.copyOf(only);
        dropped = Set.copyOf(dropped);
    }

    /** The part of the query that counts; null if there is none. A query that is as it should be is given back as it is. */
    public @Nullable String counted(@Nullable String query) {
        if (query == null || (!sorted && only.isEmpty() && dropped.isEmpty())) {
            return query;
        }
        List<Parameter> counted = new ArrayList<>();
        for (Parameter parameter : Parameter.all(query)) {
            if (counts(parameter.name())) {
                counted.add(parameter);
            }
        }
        return Parameter.join(sorted ? Parameter.sorted(counted) : counted);
    }

    private boolean counts(String name) {
        if (!only.isEmpty() && !only.contains(name)) {
            return false;
        }
        if (dropped.contains(name)) {
            return false;
        }
        for (String pattern : dropped) {
            if (pattern.endsWith("*") && name.startsWith(pattern.substring(0, pattern.length() - 1))) {
                return false;
            }
        }
        return true;
    }
}
