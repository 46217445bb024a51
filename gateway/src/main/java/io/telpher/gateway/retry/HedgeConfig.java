package io.telpher.gateway.retry;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.resilience.retry.HedgeDelay;
import java.time.Duration;

/**
 * When a request is sent a second time.
 *
 * @param after how long the first may take
 * @param most how many are sent besides
 */
record HedgeConfig(After after, int most) {
    private static final long LEAST_NANOS = 1_000_000;

    /** How long: as it is written, or by what requests take. */
    sealed interface After {
        HedgeDelay delay(long nowNanos);

        record Fixed(Duration time) implements After {
            @Override
            public HedgeDelay delay(long nowNanos) {
                return HedgeDelay.fixed(time.toNanos());
            }
        }

        record Percentile(double part) implements After {
            static Percentile parse(String text) {
                if (!text.matches("p[5-9]\\d(\\.\\d)?")) {
                    throw new IllegalArgumentException("neither p50 to p99.9 nor a duration");
                }
                return new Percentile(Double.parseDouble(text.substring(1)) / 100);
            }

            @Override
            public HedgeDelay delay(long nowNanos) {
                return HedgeDelay.percentile(part, LEAST_NANOS, nowNanos);
            }
        }
    }

    private static final Shape<After> AFTER = Shapes.anyOf(
            Shapes.parsed("a percentile such as p95", After.Percentile::parse),
            Shapes.duration().map(After.Fixed::new));

    static final Mapping<HedgeConfig> SHAPE =
            Mapping.of("hedge", "Sends a slow request to another endpoint as well; the first answer wins.", keys -> {
                Mapping.Key<After> after = keys.optional(
                        "after", AFTER, "p95", "A time, or the percentile of what requests of this route take.");
                Mapping.Key<Integer> most =
                        keys.optional("most", Shapes.number(1, 3), "1", "How many are sent beside the first.");
                return values -> new HedgeConfig(values.of(after), values.of(most));
            });
}
