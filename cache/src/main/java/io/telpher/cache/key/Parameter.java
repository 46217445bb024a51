package io.telpher.cache.key;

import java.nio.charset.StandardCharsets;
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
                all.add(new Parameter(decoded(equals < 0 ? raw : raw.substring(0, equals)), raw));
            }
        }
        return all;
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

    /** As forms are decoded; an escape that is none stays as it is. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[n++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, n, StandardCharsets.UTF_8);
    }
}
