package io.telpher.core;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text (RFC 8259) of maps, lists, strings, numbers and truth values; for reports, not for the path of a request. */
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private Json() {}

    /** The members of an object, in the order in which they are put. For one thread. */
    public static final class Members {
        private final Map<String, @Nullable Object> map = new LinkedHashMap<>();

        private Members() {}

        /** Adds a member; a name that is there already gets this value. */
        public Members put(String name, @Nullable Object value) {
            map.put(name, value);
            return this;
        }
    }

    /** An object without members yet. */
    public static Members members() {
        return new Members();
    }

    /** On one line. @throws IllegalArgumentException for what JSON has no words for */
    public static String compact(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, -1);
        return out.toString();
    }

    /**
     * On one line, with the angle brackets of its strings escaped: harmless even where a browser takes it for a page or a
     * page holds it in a script.
     *
     * @throws IllegalArgumentException for what JSON has no words for
     */
    public static String harmless(@Nullable Object value) {
        return compact(value).replace("<", "\\u003c").replace(">", "\\u003e");
    }

    /** On many lines, indented by two spaces. @throws IllegalArgumentException for what JSON has no words for */
    public static String pretty(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, 0);
        return out.append('\n').toString();
    }

    /** A depth below zero means: all on one line. */
    private static void write(StringBuilder out, @Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(out, text);
            case Boolean truth -> out.append(truth);
            case Integer number -> out.append(number);
            case Long number -> out.append(number);
            case Double number when Double.isFinite(number) -> out.append(number);
            case BigDecimal number -> out.append(number.toPlainString());
            case Members object -> members(out, object.map, depth);
            case List<?> list -> items(out, list, depth);
            case Map<?, ?> map -> members(out, map, depth);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void items(StringBuilder out, List<?> list, int depth) {
        out.append('[');
        for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
            line(out, depth, 1);
            write(out, each.next(), deeper(depth));
            out.append(each.hasNext() ? "," : "");
        }
        end(out, list.isEmpty(), depth, ']');
    }

    private static void members(StringBuilder out, Map<?, ?> map, int depth) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> each = map.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<?, ?> member = each.next();
            line(out, depth, 1);
            string(out, String.valueOf(member.getKey()));
            out.append(depth < 0 ? ":" : ": ");
            write(out, member.getValue(), deeper(depth));
            out.append(each.hasNext() ? "," : "");
        }
        end(out, map.isEmpty(), depth, '}');
    }

    private static int deeper(int depth) {
        return depth < 0 ? depth : depth + 1;
    }

    private static void line(StringBuilder out, int depth, int more) {
        if (depth >= 0) {
            out.append('\n').repeat(' ', 2 * (depth + more));
        }
    }

    private static void end(StringBuilder out, boolean empty, int depth, char bracket) {
        if (!empty) {
            line(out, depth, 0);
        }
        out.append(bracket);
    }

    /** Appends a string in its quotation marks. */
    public static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // Lone surrogates cannot be encoded; terminals obey controls, those from 0x80 on as well; a line
                    // separator ends a line for some readers of logs.
                    if (c < ' '
                            || (c >= 0x7f && c < 0xa0)
                            || c == 0x2028
                            || (Character.isSurrogate(c) && !paired(text, i))) {
                        escape(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
