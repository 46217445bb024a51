package io.telpher.app.probe;

import java.util.List;

/** A JSON value (RFC 8259) to be written. */
sealed interface Json {
    record Text(String text) implements Json {}

    record Whole(long number) implements Json {}

    /** Nanoseconds, written as milliseconds with three decimals. */
    record Millis(long nanos) implements Json {}

    record Flag(boolean value) implements Json {}

    record Items(List<Json> items) implements Json {}

    record Members(List<Member> members) implements Json {}

    record Member(String name, Json value) {}

    static Member member(String name, Json value) {
        return new Member(name, value);
    }

    static Member member(String name, String text) {
        return new Member(name, new Text(text));
    }

    /** Writes it with two spaces of indentation a level. */
    default String write() {
        StringBuilder out = new StringBuilder();
        write(this, out, "\n");
        return out.append('\n').toString();
    }

    private static void write(Json json, StringBuilder out, String line) {
        switch (json) {
            case Text text -> quote(text.text(), out);
            case Whole whole -> out.append(whole.number());
            case Millis millis -> out.append(Durations.decimal(millis.nanos()));
            case Flag flag -> out.append(flag.value());
            case Items items -> {
                out.append('[');
                String separator = "";
                for (Json item : items.items()) {
                    out.append(separator).append(line).append("  ");
                    write(item, out, line + "  ");
                    separator = ",";
                }
                out.append(items.items().isEmpty() ? "" : line).append(']');
            }
            case Members members -> {
                out.append('{');
                String separator = "";
                for (Member member : members.members()) {
                    out.append(separator).append(line).append("  ");
                    quote(member.name(), out);
                    out.append(": ");
                    write(member.value(), out, line + "  ");
                    separator = ",";
                }
                out.append(members.members().isEmpty() ? "" : line).append('}');
            }
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
