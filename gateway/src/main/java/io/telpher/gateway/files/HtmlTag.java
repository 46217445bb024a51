package io.telpher.gateway.files;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A start tag of a page (HTML "tokenization"), with its first attribute of each name. Pure.
 *
 * @param text the page, one character for each byte
 * @param name in lower case
 * @param attributes at most 64; what has more is not ours
 * @param end behind it
 */
record HtmlTag(String text, String name, List<Attribute> attributes, int end) {
    private static final int ATTRIBUTES_MAX = 64;

    /**
     * An attribute.
     *
     * @param name in lower case
     * @param from where its value begins
     * @param to where its value ends (not included)
     * @param next behind it and its quote
     */
    record Attribute(String name, int from, int to, int next) {}

    /** The tag whose {@code <} stands there, before a letter. */
    static HtmlTag at(String text, int open) {
        int at = open + 1;
        while (at < text.length() && !isSpace(text, at) && text.charAt(at) != '>' && text.charAt(at) != '/') {
            at++;
        }
        String name = HtmlReferences.lower(text.substring(open + 1, at));
        List<Attribute> attributes = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '>') {
            if (isSpace(text, at) || text.charAt(at) == '/') {
                at++;
                continue;
            }
            Attribute attribute = attribute(text, at);
            boolean known = attributes.stream().anyMatch(other -> other.name.equals(attribute.name));
            if (!known && attributes.size() < ATTRIBUTES_MAX) {
                attributes.add(attribute);
            }
            at = attribute.next;
        }
        return new HtmlTag(text, name, attributes, Math.min(at + 1, text.length()));
    }

    private static Attribute attribute(String text, int start) {
        int at = start + 1; // an equals sign in the first place is part of the name
        while (at < text.length() && !isSpace(text, at) && "=>/".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String name = HtmlReferences.lower(text.substring(start, at));
        int value = skipSpace(text, at);
        if (value >= text.length() || text.charAt(value) != '=') {
            return new Attribute(name, at, at, at);
        }
        value = skipSpace(text, value + 1);
        if (value < text.length() && isQuote(text.charAt(value))) {
            int end = text.indexOf(text.charAt(value), value + 1);
            return end < 0
                    ? new Attribute(name, value + 1, text.length(), text.length())
                    : new Attribute(name, value + 1, end, end + 1);
        }
        int end = value;
        while (end < text.length() && !isSpace(text, end) && text.charAt(end) != '>') {
            end++;
        }
        return new Attribute(name, value, end, end);
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text, at)) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(String text, int at) {
        char c = text.charAt(at);
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    /** The attribute of this name, or null. */
    @Nullable
    Attribute attribute(String wanted) {
        for (Attribute attribute : attributes) {
            if (attribute.name.equals(wanted)) {
                return attribute;
            }
        }
        return null;
    }

    /** The value of an attribute in lower case; empty if there is none. */
    String value(String wanted) {
        Attribute attribute = attribute(wanted);
        return attribute == null
                ? ""
                : HtmlReferences.lower(
                        text.substring(attribute.from, attribute.to).strip());
    }
}
