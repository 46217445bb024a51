package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a route, of which each must allow a request.
 *
 * @param limits in the order of the file
 */
public record RateLimitConfig(List<LimitConfig> limits) {
    private static final int LIMITS_MAX = 8;

    /** The key {@code rate-limit} of a route: a limit or a list of them. */
    public static final Shape<RateLimitConfig> SHAPE =
            Shapes.list(LimitConfig.SHAPE).map(RateLimitConfig::new);

    /** Refuses none, too many, and two of one name. */
    public RateLimitConfig {
        limits = List.copyOf(limits);
        if (limits.isEmpty() || limits.size() > LIMITS_MAX) {
            throw new IllegalArgumentException("expected 1 to " + LIMITS_MAX + " limits");
        }
        Set<String> names = new HashSet<>();
        for (LimitConfig limit : limits) {
            if (!names.add(limit.shown())) {
                throw new IllegalArgumentException(
                        "two limits per " + limit.shown() + ": give one of them a name of its own");
            }
        }
    }

    /** The name of a limit that another route has with settings that do not go with these, or null if there is none. */
    public @Nullable String clash(RateLimitConfig other) {
        for (LimitConfig limit : limits) {
            for (LimitConfig theirs : other.limits) {
                if (limit.name() != null && limit.name().equals(theirs.name()) && !limit.countsWith(theirs)) {
                    return limit.name();
                }
            }
        }
        return null;
    }
}
