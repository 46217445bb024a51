package io.telpher.app.probe;

import java.util.List;

/**
 * One thing that was found.
 *
 * @param label what it is about, one or two words
 * @param lines for people, at least one
 * @param value for programs, as JSON takes it
 */
record Fact(String label, List<String> lines, Mark mark, Object value) {

    static Fact of(String label, String text, Mark mark) {
        return new Fact(label, List.of(text), mark, text);
    }

    static Fact plain(String label, String text) {
        return of(label, text, Mark.PLAIN);
    }

    static Fact plain(String label, String text, long number) {
        return new Fact(label, List.of(text), Mark.PLAIN, number);
    }

    static Fact yesNo(String label, boolean yes, String text, Mark mark) {
        return new Fact(label, List.of(text), mark, yes);
    }

    static Fact list(String label, List<String> lines, Mark mark) {
        return new Fact(label, lines, mark, List.copyOf(lines));
    }
}
