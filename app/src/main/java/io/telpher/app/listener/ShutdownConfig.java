package io.telpher.app.listener;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.time.Duration;

/**
 * How what is to end is given its time: the whole program, or a listener or an upstream that a new configuration does not
 * have.
 *
 * @param delay between the moment when /ready says no and the moment when connections are accepted no more
 * @param drain for exchanges to end; tunnels, which have no end of their own, are closed after it
 * @param force after which whatever is left is closed
 */
public record ShutdownConfig(Duration delay, Duration drain, Duration force) {
    /** At once, 30 s, 60 s. */
    public static final ShutdownConfig DEFAULT =
            new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** The mapping {@code shutdown}. */
    public static final Mapping<ShutdownConfig> SHAPE =
            Mapping.of("shutdown", "How much time what is to end is given.", keys -> {
                Mapping.Key<Duration> delay = keys.optional(
                        "delay",
                        Shapes.duration(),
                        "0s",
                        "For which connections are still accepted after /ready says no, for balancers to see it.");
                Mapping.Key<Duration> drain = keys.optional(
                        "drain", Shapes.duration(), "30s", "For exchanges to end; tunnels are closed after it.");
                Mapping.Key<Duration> force =
                        keys.optional("force", Shapes.duration(), "60s", "After which whatever is left is closed.");
                return values -> {
                    if (values.of(force).compareTo(values.of(drain)) < 0) {
                        throw new IllegalArgumentException("expected a force that is no shorter than drain");
                    }
                    return new ShutdownConfig(values.of(delay), values.of(drain), values.of(force));
                };
            });
}
