package io.telpher.cache.rules;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Structured;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names by which a stored response is found when it must go: its cache groups, which are of its origin only (RFC 9875), and
 * its tags ({@code Cache-Tag}, {@code Surrogate-Key}).
 *
 * @param groups each as {@code https://host name}
 * @param tags as they were sent
 */
public record Labels(Set<String> groups, Set<String> tags) {
    /** None. */
    public static final Labels NONE = new Labels(Set.of(), Set.of());
    /** How many groups and how many tags count; the others are dropped. RFC 9875 §2 wants at least 32. */
    public static final int COUNT_MAX = 128;
    /** How long one may be; RFC 9875 §2 wants at least 32. */
    public static final int LENGTH_MAX = 1_024;

    static final FieldName CACHE_GROUPS = FieldName.of("cache-groups");
    private static final FieldName CACHE_TAG = FieldName.of("cache-tag");
    private static final FieldName SURROGATE_KEY = FieldName.of("surrogate-key");

    /** Freezes what it is given. */
    public Labels {
        groups = Set.copyOf(groups);
        tags = Set.copyOf(tags);
    }

    static Labels of(String origin, Fields fields) {
        Set<String> groups = groups(origin, fields, CACHE_GROUPS);
        Set<String> tags = new LinkedHashSet<>();
        split(fields.joined(CACHE_TAG), ",", tags);
        split(fields.joined(SURROGATE_KEY), "[ ,]", tags);
        return groups.isEmpty() && tags.isEmpty() ? NONE : new Labels(groups, tags);
    }

    /** The groups that a field names; none if it is not a list of strings. */
    static Set<String> groups(String origin, Fields fields, FieldName field) {
        List<Structured.Value> members = Structured.list(fields.joined(field));
        Set<String> groups = new LinkedHashSet<>();
        for (Structured.Value member : members == null ? List.<Structured.Value>of() : members) {
            if (!(member instanceof Structured.Text text)) {
                return Set.of();
            }
            add(origin + ' ' + text.value(), groups);
        }
        return groups;
    }

    private static void split(@Nullable String text, String separator, Set<String> into) {
        for (String each : text == null ? new String[0] : text.split(separator, -1)) {
            if (!each.isBlank()) {
                add(each.strip(), into);
            }
        }
    }

    private static void add(String label, Set<String> into) {
        if (into.size() < COUNT_MAX && label.length() <= LENGTH_MAX) {
            into.add(label);
        }
    }
}
