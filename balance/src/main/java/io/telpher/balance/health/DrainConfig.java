package io.telpher.balance.health;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an endpoint that gets no new work may finish what it has.
 *
 * @param time until then it is only waited for
 * @param force when what is left is closed, at or after {@code time}; null if never
 */
public record DrainConfig(Duration time, @Nullable Duration force) {
    /** 30 s to finish, closed after 60 s. */
    public static final DrainConfig DEFAULT = new DrainConfig(Duration.ofSeconds(30), Duration.ofSeconds(60));

    private static final Shape<Duration> FORCE = Shapes.anyOf(
            Shapes.parsed("off", text -> text.equals("off") ? Duration.ZERO : null), Shapes.positiveDuration());

    /** What stands behind {@code drain:}. */
    public static final Mapping<DrainConfig> SHAPE =
            Mapping.of("drain", "How long an endpoint without new work may finish what it has.", keys -> {
                var time = keys.optional("time", Shapes.duration(), "30s", "Until a warning tells what is left.");
                var force = keys.optional("force", FORCE, "60s", "Until what is left is closed; off lets it end.");
                return values ->
                        new DrainConfig(values.of(time), values.of(force).isZero() ? null : values.of(force));
            });

    /** Checks the order. */
    public DrainConfig {
        if (force != null && force.compareTo(time) < 0) {
            throw new IllegalArgumentException("\"force\" is below \"time\"");
        }
    }
}
