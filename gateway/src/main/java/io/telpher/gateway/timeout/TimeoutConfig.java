package io.telpher.gateway.timeout;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.time.Duration;

/**
 * How long a route gives a request.
 *
 * @param request from its first byte to the last of its response
 * @param reserve how much less whoever we ask is given
 */
public record TimeoutConfig(Duration request, Duration reserve) {
    private static final Duration REQUEST_MAX = Duration.ofDays(1);

    /** The key {@code timeout} of a route. */
    public static final Mapping<TimeoutConfig> SHAPE = Mapping.of("timeout", "How long a request may take.", keys -> {
        Mapping.Key<Duration> request = keys.required(
                "request", Shapes.duration(), "From its first byte to the last of its response, retries included.");
        Mapping.Key<Duration> reserve = keys.optional(
                "reserve", Shapes.duration(), "0s", "How much less than what is left the upstream is given.");
        return values -> new TimeoutConfig(values.of(request), values.of(reserve));
    });

    /** Refuses what would leave no time. */
    public TimeoutConfig {
        if (request.isZero() || request.compareTo(REQUEST_MAX) > 0) {
            throw new IllegalArgumentException("\"request\" is from 1ms to 1d; without \"timeout\" it is not limited");
        }
        if (reserve.compareTo(request) >= 0) {
            throw new IllegalArgumentException("\"reserve\" is a part of \"request\", and leaves the upstream some");
        }
    }
}
