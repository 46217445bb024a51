package io.telpher.balance.health;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;
import java.util.List;

/**
 * How an endpoint comes back.
 *
 * @param percents the parts of its share that it gets, one step after the other, rising; empty if it gets all at once
 * @param step how long each step lasts
 */
public record RampConfig(List<Integer> percents, Duration step) {
    /** 10, 50 and 100 percent for 10 s each. */
    public static final RampConfig DEFAULT = new RampConfig(List.of(10, 50, 100), Duration.ofSeconds(10));

    /** All at once. */
    public static final RampConfig NONE = new RampConfig(List.of(), Duration.ofSeconds(10));

    private static final int STEPS_MAX = 20;

    private static final Mapping<RampConfig> KEYS =
            Mapping.of("ramp", "How an endpoint that comes back, or is new, gets its share.", keys -> {
                var percents = keys.optional(
                        "percent", Shapes.list(Percent.from(1, 100)), "The steps, rising; 10%, 50%, 100% by default.");
                var step = keys.optional("step", Shapes.positiveDuration(), "10s", "How long each step lasts.");
                return values -> {
                    List<Integer> given = values.orNull(percents);
                    return new RampConfig(given == null ? DEFAULT.percents : given, values.of(step));
                };
            });

    /** What stands behind {@code ramp:}. */
    public static final Shape<RampConfig> SHAPE =
            Shapes.anyOf(Shapes.parsed("off", text -> text.equals("off") ? NONE : null), KEYS);

    /** Checks the steps. */
    public RampConfig {
        percents = List.copyOf(percents);
        if (percents.size() > STEPS_MAX) {
            throw new IllegalArgumentException("a ramp has at most " + STEPS_MAX + " steps");
        }
        for (int i = 1; i < percents.size(); i++) {
            if (percents.get(i) <= percents.get(i - 1)) {
                throw new IllegalArgumentException("the steps of a ramp rise");
            }
        }
    }

    boolean on() {
        return !percents.isEmpty();
    }
}
