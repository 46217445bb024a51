package io.telpher.cache.key;

import io.telpher.http.FormText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a query: its name decoded, so that it is known however it is written, and all of it as it was sent. Only
 * {@code &} separates parameters.
 */
record Parameter(String name, String raw) {

    static List<Parameter> all(String query) {
        List<Parameter> all = new ArrayList<>();
        for (String raw : query.split("&", -1)) {
            if (!raw.isEmpty()) {
                int equals = raw.indexOf('=');
                all.add(new Parameter(FormText.decoded(equals < 0 ? raw : raw.substring(0, equals)), raw));
            }
        }
        return all;
    }

    /** It written in the one way in which all that mean the same are. */
    String canonical() {
        int equals = raw.indexOf('=');
        String value = equals < 0 ? "" : FormText.decoded(raw.substring(equals + 1));
        return FormText.encoded(name) + '=' + FormText.encoded(value);
    }

    /** In the order of their names; the sort is stable. */
    static List<Parameter> sorted(List<Parameter> parameters) {
        return parameters.stream().sorted(Comparator.comparing(Parameter::name)).toList();
    }

    static @Nullable String join(List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            return null;
        }
        StringBuilder query = new StringBuilder();
        for (Parameter parameter : parameters) {
            query.append(query.isEmpty() ? "" : "&").append(parameter.raw());
        }
        return query.toString();
    }
}
