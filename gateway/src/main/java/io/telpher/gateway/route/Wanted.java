package io.telpher.gateway.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;

/** What the value of a field, cookie or query parameter must be. The constants stand in order of specificity. */
sealed interface Wanted {

    /** True if a value that is there passes. */
    boolean passes(String value);

    /** 0 for the most specific kind. */
    int rank();

    /** This value exactly. */
    record Exact(String text) implements Wanted {
        @Override
        public boolean passes(String value) {
            return value.equals(text);
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public String toString() {
            return '=' + text;
        }
    }

    /** A value of which all matches, in time linear in its length (RE2). Compared by its text. */
    record Regex(String text, Pattern pattern) implements Wanted {
        static Regex of(String text) {
            try {
                return new Regex(text, Pattern.compile(text));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("not a regular expression of RE2: " + e.getMessage());
            }
        }

        @Override
        public boolean passes(String value) {
            return pattern.matches(value);
        }

        @Override
        public int rank() {
            return 1;
        }

        @Override
        public String toString() {
            return '~' + text;
        }
    }

    /** Any value. */
    record Present() implements Wanted {
        @Override
        public boolean passes(String value) {
            return true;
        }

        @Override
        public int rank() {
            return 2;
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /** A value as it must be, or {@code present: true}, {@code exact:} or {@code regex:}. */
    Shape<Wanted> SHAPE =
            Shapes.anyOf(Shapes.text().map(Exact::new), Mapping.of("test", "What a value must be.", keys -> {
                Mapping.Key<Boolean> present = keys.optional("present", Shapes.bool(), "true: any value will do.");
                Mapping.Key<String> exact = keys.optional("exact", Shapes.text(), "The value, exactly.");
                Mapping.Key<Regex> regex =
                        keys.optional("regex", Shapes.text().map(Regex::of), "An RE2 expression for all of the value.");
                return values -> {
                    Boolean any = values.orNull(present);
                    String text = values.orNull(exact);
                    Regex pattern = values.orNull(regex);
                    if ((any != null ? 1 : 0) + (text != null ? 1 : 0) + (pattern != null ? 1 : 0) != 1
                            || Boolean.FALSE.equals(any)) {
                        throw new IllegalArgumentException("expected one of present: true, exact or regex");
                    }
                    return text != null ? new Exact(text) : pattern != null ? pattern : new Present();
                };
            }));
}
