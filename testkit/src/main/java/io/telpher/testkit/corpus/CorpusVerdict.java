package io.telpher.testkit.corpus;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is to become of one message. */
public sealed interface CorpusVerdict {

    /** True if the connection carries nothing behind it. */
    boolean last();

    /**
     * Refused, and the connection closes.
     *
     * @param statuses the answer has one of these; empty for a response, which nobody answers
     */
    record Refuse(Set<Integer> statuses) implements CorpusVerdict {
        @Override
        public boolean last() {
            return true;
        }
    }

    /**
     * Taken.
     *
     * @param close true if the connection is not used again
     * @param attributes what must be so, by name; bytes are characters of ISO 8859-1
     */
    record Accept(boolean close, Map<String, String> attributes) implements CorpusVerdict {
        /** What this attribute must be, or null if that does not matter. */
        public @Nullable String value(String attribute) {
            return attributes.get(attribute);
        }

        @Override
        public boolean last() {
            return close;
        }
    }

    /** An interim response, passed on; the final one follows. */
    record Early(int status) implements CorpusVerdict {
        @Override
        public boolean last() {
            return false;
        }
    }

    /** Not a whole message yet: nothing is refused, nothing is complete. */
    record Wait() implements CorpusVerdict {
        @Override
        public boolean last() {
            return true;
        }
    }

    /** The connection ended within the message. */
    record Incomplete() implements CorpusVerdict {
        @Override
        public boolean last() {
            return true;
        }
    }

    /** Reads {@code refuse 400|501} or {@code accept method=GET body="x"} and their like. */
    static CorpusVerdict parse(String text) {
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        String rest = space < 0 ? "" : text.substring(space + 1).strip();
        return switch (word) {
            case "refuse" -> new Refuse(statuses(rest));
            case "accept" -> new Accept(false, attributes(rest));
            case "accept-then-close" -> new Accept(true, attributes(rest));
            case "early" -> new Early(Integer.parseInt(rest));
            case "wait" -> new Wait();
            case "incomplete" -> new Incomplete();
            default -> throw new IllegalArgumentException("no such verdict: " + word);
        };
    }

    private static Set<Integer> statuses(String text) {
        Set<Integer> statuses = new TreeSet<>();
        if (!text.isEmpty()) {
            for (String status : text.split("\\|", -1)) {
                statuses.add(Integer.valueOf(status));
            }
        }
        return Set.copyOf(statuses);
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                throw new IllegalArgumentException("name=value expected: " + text.substring(at));
            }
            String name = text.substring(at, equals).strip();
            boolean quoted = equals + 1 < text.length() && text.charAt(equals + 1) == '"';
            int end = quoted ? closing(text, equals + 2) : space(text, equals + 1);
            String value = text.substring(equals + (quoted ? 2 : 1), end);
            attributes.put(name, quoted ? unescaped(value) : value);
            at = quoted ? end + 1 : end;
        }
        return Map.copyOf(attributes);
    }

    private static String unescaped(String value) {
        return new String(CorpusEscapes.bytes(value), StandardCharsets.ISO_8859_1);
    }

    private static int space(String text, int from) {
        int at = text.indexOf(' ', from);
        return at < 0 ? text.length() : at;
    }

    private static int closing(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        throw new IllegalArgumentException("a quoted value is not closed: " + text);
    }
}
