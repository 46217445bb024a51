package io.telpher.cache.fields;

import io.telpher.http.Tokens;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The members of a {@code Cache-Control} field, one after the other (RFC 9111 §5.2): a name, and perhaps an argument as a token
 * or a quoted string. White space around {@code =} is no part of the grammar: such a member has a name, and an argument that
 * cannot be used.
 */
final class Directives {
    /** Takes a directive. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes the name in lower case and the argument.
         *
         * @param argument without its quotes; null if there is none; {@link #BROKEN} if it cannot be used
         */
        void directive(String name, @Nullable String argument);
    }

    /** An argument that breaks the grammar. No argument reads so. */
    static final String BROKEN = "\0";

    private final String text;
    private int at;

    private Directives(String text) {
        this.text = text;
    }

    /** Reads a field's value, the lines joined by commas. */
    static void read(String text, Taker taker) {
        Directives reader = new Directives(text);
        while (reader.at < text.length()) {
            reader.one(taker);
        }
    }

    private void one(Taker taker) {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '=') {
            at++;
        }
        String raw = text.substring(start, at);
        String name = raw.strip().toLowerCase(Locale.ROOT);
        String argument = null;
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            argument = argument();
            if (raw.endsWith(" ") || raw.endsWith("\t")) {
                argument = BROKEN;
            }
        }
        at++; // the comma
        if (Tokens.isToken(name)) {
            taker.directive(name, argument);
        }
    }

    private String argument() {
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        String value = quoted ? quoted() : "";
        int start = at;
        while (at < text.length() && text.charAt(at) != ',') {
            at++;
        }
        String rest = text.substring(start, at).stripTrailing();
        if (quoted) {
            return rest.isEmpty() ? value : BROKEN;
        }
        return Tokens.isToken(rest) ? rest : BROKEN;
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        return BROKEN; // it never ends
    }
}
