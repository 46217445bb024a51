package io.telpher.gateway.priority;

import io.telpher.core.Priority;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.FieldName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How important requests are.
 *
 * @param field the field whose value says so, or null if none does
 * @param values what its values mean, in lower case: case does not matter
 * @param otherwise what holds without it, and for other values
 */
public record PriorityConfig(@Nullable FieldName field, Map<String, Priority> values, Priority otherwise) {
    /** What a client may be: nobody makes himself exempt by a field. */
    private static final Shape<Priority> OF_CLIENTS =
            Shapes.choice(Map.of("high", Priority.HIGH, "normal", Priority.NORMAL, "low", Priority.LOW));

    private static final Map<String, Priority> WORDS =
            Map.of("high", Priority.HIGH, "normal", Priority.NORMAL, "low", Priority.LOW);

    /** {@code critical}, {@code high}, {@code normal}, {@code low}, or a mapping. */
    public static final Shape<PriorityConfig> SHAPE = Shapes.anyOf(
            Shapes.choice(Priority.class).map(priority -> new PriorityConfig(null, Map.of(), priority)),
            Mapping.of("priority", "By what requests are important.", keys -> {
                var header = keys.required("header", Shapes.text(), "The field whose value says so.");
                var values = keys.optional(
                        "values", Shapes.mapOf(OF_CLIENTS), "What its values mean; without it high, normal and low.");
                var otherwise = keys.optional("otherwise", OF_CLIENTS, "normal", "What holds for all others.");
                return read -> new PriorityConfig(
                        FieldName.of(read.of(header)), folded(read.orNull(values)), read.of(otherwise));
            }));

    private static Map<String, Priority> folded(@Nullable Map<String, Priority> values) {
        if (values == null) {
            return WORDS;
        }
        Map<String, Priority> folded = new HashMap<>();
        values.forEach((value, priority) -> folded.put(value.toLowerCase(Locale.ROOT), priority));
        return Map.copyOf(folded);
    }

    /** What a request with this value of the field is; null if it has none. */
    Priority of(@Nullable String value) {
        return value == null ? otherwise : values.getOrDefault(value.strip().toLowerCase(Locale.ROOT), otherwise);
    }
}
