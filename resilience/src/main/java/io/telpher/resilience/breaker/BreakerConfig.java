package io.telpher.resilience.breaker;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;

/**
 * When a breaker opens and closes.
 *
 * @param failures so many failures within the window open it, if they are also the share
 * @param percent the share of the window's calls that they are at least, from 1 to 100
 * @param window how far back calls count
 * @param open how long it refuses calls
 * @param successes so many in a row close it again
 * @param probes how many calls at once try whether the other side has recovered
 * @param endpoints whether each endpoint has a breaker too, beside the one for all of them together
 */
public record BreakerConfig(
        int failures, int percent, Duration window, Duration open, int successes, int probes, boolean endpoints) {
    /** What {@code breaker: {}} says. */
    public static final BreakerConfig DEFAULT =
            new BreakerConfig(5, 50, Duration.ofSeconds(10), Duration.ofSeconds(30), 2, 1, true);

    /** The most calls that try at once. */
    static final int PROBES_MAX = 100;

    /** What stands behind {@code breaker:}. */
    public static final Shape<BreakerConfig> SHAPE =
            Mapping.of("breaker", "When those who fail are not asked for a while.", keys -> {
                var failures = keys.optional(
                        "failures", Shapes.number(1, 10_000), "5", "Failures within the window that open it.");
                var percent = keys.optional("share", share(), "50%", "Of the window's calls, that they are as well.");
                var window = keys.optional("window", between(100), "10s", "How far back calls count.");
                var open = keys.optional("open", between(1), "30s", "How long calls are refused.");
                var successes =
                        keys.optional("successes", Shapes.number(1, 1_000), "2", "In a row, that close it again.");
                var probes = keys.optional(
                        "probes",
                        Shapes.number(1, PROBES_MAX),
                        "1",
                        "Calls at once that try whether it is well again.");
                var endpoints = keys.optional("endpoints", Shapes.bool(), "true", "Whether each endpoint has one too.");
                return values -> new BreakerConfig(
                        values.of(failures),
                        values.of(percent),
                        values.of(window),
                        values.of(open),
                        values.of(successes),
                        values.of(probes),
                        values.of(endpoints));
            });

    private static Shape<Integer> share() {
        return Shapes.parsed(
                "a share from 1% to 100%",
                text -> {
                    int value = text.matches("\\d{1,3}%") ? Integer.parseInt(text.substring(0, text.length() - 1)) : 0;
                    return value >= 1 && value <= 100 ? value : null;
                });
    }

    private static Shape<Duration> between(long minMillis) {
        return Shapes.duration().map(duration -> {
            if (duration.toMillis() < minMillis || duration.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("expected a duration from " + minMillis + "ms to 1h");
            }
            return duration;
        });
    }
}
