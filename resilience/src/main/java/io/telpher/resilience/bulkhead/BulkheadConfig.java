package io.telpher.resilience.bulkhead;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many exchanges there may be at once.
 *
 * @param concurrent how many; if {@code adaptive}, with how many it begins
 * @param waiting how many wait for a place at most
 * @param patience how long each of them waits at most
 * @param adaptive between what the limit is found, or null if it is fixed
 */
public record BulkheadConfig(
        int concurrent,
        int waiting,
        Duration patience,
        @Nullable Adaptive adaptive) {
    /** A dependency's share of a hundred, as the source has it. */
    public static final int SHARE = 30;

    private static final int MOST = 1_000_000;

    /**
     * Within what the limit is found.
     *
     * @param min the least
     * @param max the most
     */
    public record Adaptive(int min, int max) {
        /** Where it begins. */
        static final int INITIAL = 20;

        static final Adaptive DEFAULT = new Adaptive(3, 1_000);

        /** Checks the ranges. */
        public Adaptive {
            if (min > max) {
                throw new IllegalArgumentException("\"min\" is above \"max\"");
            }
        }

        private static final Shape<Adaptive> SHAPE = Mapping.of("adaptive", "Between what it is found.", keys -> {
            var min = keys.optional("min", Shapes.number(1, MOST), "3", "The least.");
            var max = keys.optional("max", Shapes.number(1, MOST), "1000", "The most.");
            return values -> new Adaptive(values.of(min), values.of(max));
        });
    }

    /** The limit, as it is written. */
    private record Concurrent(int fixed, @Nullable Adaptive adaptive) {
        private static final Shape<Concurrent> SHAPE = Shapes.anyOf(
                Shapes.number(1, MOST).map(number -> new Concurrent(number, null)),
                Shapes.parsed("adaptive", text -> text.equals("adaptive") ? of(Adaptive.DEFAULT) : null),
                Mapping.of("concurrent", "A limit that is found.", keys -> {
                    var adaptive = keys.required("adaptive", Adaptive.SHAPE, "Between what it is found.");
                    return values -> of(values.of(adaptive));
                }));

        private static Concurrent of(Adaptive adaptive) {
            return new Concurrent(Math.clamp(Adaptive.INITIAL, adaptive.min, adaptive.max), adaptive);
        }
    }

    /** What stands behind {@code bulkhead:}. */
    public static final Shape<BulkheadConfig> SHAPE =
            Mapping.of("bulkhead", "How many exchanges there may be at once.", keys -> {
                var concurrent = keys.optional(
                        "concurrent", Concurrent.SHAPE, "30", "How many; or adaptive, which finds the limit.");
                var waiting =
                        keys.optional("waiting", Shapes.number(0, 100_000), "30", "How many wait for a place at most.");
                var wait = keys.optional("wait", Shapes.duration(), "1s", "How long each waits at most.");
                return values -> new BulkheadConfig(
                        values.of(concurrent).fixed,
                        values.of(waiting),
                        values.of(wait),
                        values.of(concurrent).adaptive);
            });

    /** A limit that is found, with as many who wait. */
    public static BulkheadConfig found() {
        return new BulkheadConfig(Adaptive.INITIAL, SHARE, Duration.ofSeconds(1), Adaptive.DEFAULT);
    }

    /** A fixed limit, with as many who wait for a second as the source's share. */
    public static BulkheadConfig of(int concurrent) {
        return new BulkheadConfig(concurrent, SHARE, Duration.ofSeconds(1), null);
    }
}
