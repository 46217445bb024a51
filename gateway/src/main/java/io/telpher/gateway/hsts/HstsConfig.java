package io.telpher.gateway.hsts;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.time.Duration;

/**
 * How long, and for which hosts, browsers come by HTTPS only.
 *
 * @param maxAge how long they remember; zero makes them forget
 * @param includeSubdomains whether hosts below are meant, too
 * @param preload whether the host may be built into browsers
 */
public record HstsConfig(Duration maxAge, boolean includeSubdomains, boolean preload) {

    /** The key {@code hsts} of a route. */
    public static final Mapping<HstsConfig> SHAPE = Mapping.of("hsts", "HTTPS only, for browsers.", keys -> {
        Mapping.Key<Duration> maxAge =
                keys.optional("max-age", Shapes.duration(), "365d", "How long browsers remember.");
        Mapping.Key<Boolean> subdomains =
                keys.optional("include-subdomains", Shapes.bool(), "false", "Whether hosts below are meant, too.");
        Mapping.Key<Boolean> preload =
                keys.optional("preload", Shapes.bool(), "false", "Whether the host may be built into browsers.");
        return values -> new HstsConfig(values.of(maxAge), values.of(subdomains), values.of(preload));
    });

    /** Checks what the preload list asks for. */
    public HstsConfig {
        if (preload && (!includeSubdomains || maxAge.toDays() < 365)) {
            throw new IllegalArgumentException("preload needs include-subdomains: true and a max-age of at least 365d");
        }
    }
}
