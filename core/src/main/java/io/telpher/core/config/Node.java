package io.telpher.core.config;

import java.util.List;

/** A piece of configuration and where it stands. */
public sealed interface Node {

    /** Where it stands. */
    Location location();

    /** What it is, for an error message: {@code "a list"}, {@code "5s"}. */
    String describe();

    /** A single value as it was written, without quotes. */
    record Scalar(Location location, String text) implements Node {
        @Override
        public String describe() {
            return '"' + text + '"';
        }
    }

    /** A value that was left out: {@code key:} with nothing behind it. */
    record Empty(Location location) implements Node {
        @Override
        public String describe() {
            return "nothing";
        }
    }

    /** A list. */
    record Items(Location location, List<Node> items) implements Node {
        @Override
        public String describe() {
            return "a list";
        }
    }

    /** A mapping, in the order of the file. */
    record Entries(Location location, List<Entry> entries) implements Node {
        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** A key and its value. */
    record Entry(Location location, String key, Node value) {}
}
