package io.telpher.cache.rules;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a stored response answers: those that have the same values in the fields that its {@code Vary} names (RFC
 * 9111 §4.1), but for what means the same: white space, the way lists are cut into lines, and in {@code Accept-Encoding} and
 * its like case and order.
 *
 * @param names in the order of the alphabet
 * @param values those of the request that it was stored for, one for each name; an absent one is null
 */
public record Variant(List<FieldName> names, List<@Nullable String> values) {
    /** Answers all. */
    public static final Variant ANY = new Variant(List.of(), List.of());

    private static final Set<FieldName> UNORDERED =
            Set.of(FieldName.ACCEPT_ENCODING, FieldName.of("accept-language"), FieldName.of("accept-charset"));

    /** The names in {@code Vary}, or null if it holds {@code *} or something that is no name: then nothing matches. */
    static @Nullable List<FieldName> names(Fields response) {
        List<FieldName> names = new ArrayList<>();
        for (String line : response.values(FieldName.VARY)) {
            for (String member : line.split(",", -1)) {
                String name = member.strip();
                if (name.equals("*") || !(name.isEmpty() || Tokens.isToken(name))) {
                    return null;
                }
                if (!name.isEmpty() && !names.contains(FieldName.of(name))) {
                    names.add(FieldName.of(name));
                }
            }
        }
        names.sort((one, other) -> one.text().compareTo(other.text()));
        return names;
    }

    /** The variant of a request. */
    static Variant of(List<FieldName> names, Fields request) {
        if (names.isEmpty()) {
            return ANY;
        }
        @Nullable String[] values = new String[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = normal(names.get(i), request);
        }
        return new Variant(List.copyOf(names), Arrays.asList(values));
    }

    /** True if it answers everybody. */
    public boolean any() {
        return names.isEmpty();
    }

    /** True if it answers this request. */
    public boolean answers(Fields request) {
        for (int i = 0; i < names.size(); i++) {
            if (!Objects.equals(values.get(i), normal(names.get(i), request))) {
                return false;
            }
        }
        return true;
    }

    /** What a request says in the fields that tell requests apart: those who say the same get the same. */
    public String told(Fields request) {
        StringBuilder told = new StringBuilder();
        for (FieldName name : names) {
            told.append('\n').append(name).append(':').append(normal(name, request));
        }
        return told.toString();
    }

    private static @Nullable String normal(FieldName name, Fields request) {
        String text = request.joined(name);
        if (text == null) {
            return null;
        }
        boolean unordered = UNORDERED.contains(name);
        if (text.indexOf(',') < 0) {
            return unordered ? text.strip().toLowerCase(Locale.ROOT) : text.strip();
        }
        if (text.indexOf('"') >= 0) {
            return text.strip(); // a comma may stand within quotes
        }
        String[] members = text.split(",", -1);
        for (int i = 0; i < members.length; i++) {
            members[i] = unordered ? members[i].strip().toLowerCase(Locale.ROOT) : members[i].strip();
        }
        if (unordered) {
            Arrays.sort(members);
        }
        return String.join(",", members);
    }
}
