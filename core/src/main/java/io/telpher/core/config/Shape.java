package io.telpher.core.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of configuration must look like: reads it strictly, and describes itself for the JSON Schema and the
 * reference page.
 *
 * @param <T> what it is read into
 */
public interface Shape<T> {

    /**
     * Reads a node. Every mistake goes to {@code problems}.
     *
     * @return the value, or null if it cannot be made of this; at least one error has then been noted
     */
    @Nullable
    T read(Node node, Problems problems);

    /** What it must look like. */
    Schema schema();

    /**
     * This shape with its value turned into another.
     *
     * @param turn makes the other value; an {@link IllegalArgumentException} of it is reported as a mistake
     */
    default <U> Shape<U> map(Function<? super T, ? extends U> turn) {
        Shape<T> self = this;
        return new Shape<>() {
            @Override
            public @Nullable U read(Node node, Problems problems) {
                T value = self.read(node, problems);
                if (value == null) {
                    return null;
                }
                try {
                    return turn.apply(value);
                } catch (IllegalArgumentException e) {
                    problems.error(node.location(), String.valueOf(e.getMessage()));
                    return null;
                }
            }

            @Override
            public Schema schema() {
                return self.schema();
            }
        };
    }
}
