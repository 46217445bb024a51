package io.telpher.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Structured fields (RFC 9651), read strictly: lists and dictionaries, as sequences of items or of names with items.
 * Parameters are checked and dropped. A field that is not as it should be is as if it were not there: null.
 */
public final class Structured {
    /** What a member is. */
    public sealed interface Value {}

    /** An integer. */
    public record Whole(long value) implements Value {}

    /** A string. */
    public record Text(String value) implements Value {}

    /** A token. */
    public record Word(String value) implements Value {}

    /** A boolean; a name of a dictionary that stands alone is true. */
    public record Truth(boolean value) implements Value {}

    /** An inner list. */
    public record Inner(List<Value> values) implements Value {}

    /** A decimal, a date, bytes or a display string, which nobody here reads. */
    public record Other() implements Value {}

    private static final int INTEGER_DIGITS_MAX = 15;

    private final String text;
    private int at;

    private Structured(String text) {
        this.text = text;
    }

    /** A list, or null if it is none. */
    public static @Nullable List<Value> list(@Nullable String text) {
        if (text == null) {
            return null;
        }
        List<Value> members = new ArrayList<>();
        Structured reader = new Structured(text);
        return reader.members(() -> members.add(reader.member())) ? members : null;
    }

    /** A dictionary, or null if it is none. Of a name that comes twice the last item counts. */
    public static @Nullable Map<String, Value> dictionary(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Map<String, Value> members = new LinkedHashMap<>();
        Structured reader = new Structured(text);
        return reader.members(() -> reader.named(members)) ? members : null;
    }

    private boolean members(Runnable one) {
        try {
            skip(" ");
            while (at < text.length()) {
                one.run();
                skip(" \t");
                if (at == text.length()) {
                    return true;
                }
                expect(',');
                skip(" \t");
                if (at == text.length()) {
                    return false; // a comma at the end
                }
            }
            return true;
        } catch (Malformed e) {
            return false;
        }
    }

    private void named(Map<String, Value> members) {
        String name = key();
        if (peek() == '=') {
            at++;
            members.put(name, member());
        } else {
            parameters();
            members.put(name, new Truth(true));
        }
    }

    private Value member() {
        if (peek() != '(') {
            return item();
        }
        at++;
        List<Value> values = new ArrayList<>();
        skip(" ");
        while (peek() != ')') {
            values.add(item());
            if (peek() != ' ' && peek() != ')') {
                throw new Malformed();
            }
            skip(" ");
        }
        at++;
        parameters();
        return new Inner(List.copyOf(values));
    }

    private Value item() {
        Value value = bare();
        parameters();
        return value;
    }

    private void parameters() {
        while (peek() == ';') {
            at++;
            skip(" ");
            key();
            if (peek() == '=') {
                at++;
                bare();
            }
        }
    }

    private Value bare() {
        char c = peek();
        if (c == '"') {
            return new Text(string());
        }
        if (c == '?') {
            at++;
            char bit = next();
            if (bit != '0' && bit != '1') {
                throw new Malformed();
            }
            return new Truth(bit == '1');
        }
        if (c == '-' || digit(c)) {
            return number();
        }
        if (c == '*' || letter(c)) {
            return new Word(token());
        }
        return switch (c) {
            case '@' -> {
                at++;
                number();
                yield new Other();
            }
            case ':' -> bytes();
            case '%' -> {
                at++;
                string();
                yield new Other();
            }
            default -> throw new Malformed();
        };
    }

    private Value bytes() {
        int end = text.indexOf(':', at + 1);
        if (end < 0) {
            throw new Malformed();
        }
        at = end + 1;
        return new Other();
    }

    private Value number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int digits = at;
        while (digit(peek())) {
            at++;
        }
        if (at == digits || at - digits > INTEGER_DIGITS_MAX) {
            throw new Malformed();
        }
        if (peek() != '.') {
            return new Whole(Long.parseLong(text, start, at, 10));
        }
        int point = at++;
        while (digit(peek())) {
            at++;
        }
        if (at == point + 1 || at > point + 4) {
            throw new Malformed();
        }
        return new Other();
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') {
                    throw new Malformed();
                }
            }
            if (c < ' ' || c > '~') {
                throw new Malformed();
            }
            value.append(c);
        }
        return value.toString();
    }

    private String token() {
        int start = at++;
        while (at < text.length() && (peek() == ':' || peek() == '/' || tokenCharacter(peek()))) {
            at++;
        }
        return text.substring(start, at);
    }

    private String key() {
        int start = at;
        char first = peek();
        if (first != '*' && (first < 'a' || first > 'z')) {
            throw new Malformed();
        }
        while (at < text.length() && keyCharacter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean keyCharacter(char c) {
        return (c >= 'a' && c <= 'z') || digit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    }

    private static boolean tokenCharacter(char c) {
        return c < 128 && Tokens.isTokenByte((byte) c);
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The character here; at the end one that stands nowhere. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() {
        if (at == text.length()) {
            throw new Malformed();
        }
        return text.charAt(at++);
    }

    private void expect(char c) {
        if (next() != c) {
            throw new Malformed();
        }
    }

    /** Not as it should be. Never leaves this class. */
    private static final class Malformed extends RuntimeException {
        private Malformed() {
            super(null, null, false, false);
        }
    }
}
