package io.telpher.app.web;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A JSON object or array under way (RFC 8259). Commas and escapes are its business. For one thread. */
public final class JsonText {
    private final StringBuilder text;
    private boolean first = true;

    private JsonText(StringBuilder text) {
        this.text = text;
    }

    /** An object with what {@code members} adds, as text. */
    public static String object(Consumer<JsonText> members) {
        StringBuilder text = new StringBuilder(256);
        new JsonText(text).braced('{', '}', members);
        return text.toString();
    }

    private void braced(char open, char close, Consumer<JsonText> content) {
        text.append(open);
        content.accept(new JsonText(text));
        text.append(close);
    }

    private void comma() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void name(String name) {
        comma();
        quoted(name);
        text.append(':');
    }

    /** A member that is text or null. */
    public JsonText put(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            text.append("null");
        } else {
            quoted(value);
        }
        return this;
    }

    /** A member that is a number. */
    public JsonText put(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** A member that is a number; what is not finite becomes null. */
    public JsonText put(String name, double value) {
        name(name);
        text.append(Double.isFinite(value) ? Double.toString(value) : "null");
        return this;
    }

    /** A member that is true or false. */
    public JsonText put(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** A member that is an object. */
    public JsonText object(String name, Consumer<JsonText> members) {
        name(name);
        braced('{', '}', members);
        return this;
    }

    /** A member that is an array of objects. */
    public <T> JsonText objects(String name, Iterable<T> items, java.util.function.BiConsumer<JsonText, T> members) {
        name(name);
        braced(
                '[',
                ']',
                array -> items.forEach(item -> {
                    array.comma();
                    array.braced('{', '}', object -> members.accept(object, item));
                }));
        return this;
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 127 || c == '<' || Character.isSurrogate(c)) {
                text.append(String.format("\\u%04x", (int) c)); // '<': harmless inside a script element, too
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
