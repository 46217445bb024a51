package io.telpher.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Shape} accepts, as data: the JSON Schema and the reference page are made of it. */
public sealed interface Schema {

    /** One line that says what is expected, for error messages and the reference: {@code a duration such as 10s}. */
    String expected();

    /** A single value. {@code pattern} is a regular expression that every good value matches, or null. */
    record Value(String expected, Type type, @Nullable String pattern) implements Schema {}

    /** A whole number within bounds, both included. */
    record Whole(int min, int max) implements Schema {
        @Override
        public String expected() {
            return "a whole number from " + min + " to " + max;
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements Schema {
        @Override
        public String expected() {
            return "one of " + String.join(", ", words);
        }
    }

    /** A list. */
    record ListOf(Schema item) implements Schema {
        @Override
        public String expected() {
            return "a list of " + item.expected();
        }
    }

    /** A mapping from names that the user chooses. */
    record MapOf(Schema value) implements Schema {
        @Override
        public String expected() {
            return "a mapping of names to " + value.expected();
        }
    }

    /** A mapping with known keys. */
    record Keys(String name, String help, List<Key> keys) implements Schema {

        /** The key of this name, or null. */
        public @Nullable Key find(String key) {
            return keys.stream()
                    .filter(known -> known.key().equals(key))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public String expected() {
            return "a mapping (" + name + ")";
        }
    }

    /** Any of several forms. */
    record AnyOf(List<Schema> forms) implements Schema {
        @Override
        public String expected() {
            return String.join(", or ", forms.stream().map(Schema::expected).toList());
        }
    }

    /** A key of {@link Keys}; {@code otherwise} is the default as it would be written, or null if there is none. */
    record Key(
            String key,
            Schema value,
            boolean required,
            @Nullable String otherwise,
            String help) {}

    /** The types of JSON. */
    enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN
    }
}
