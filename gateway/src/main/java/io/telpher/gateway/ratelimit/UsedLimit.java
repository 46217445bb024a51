package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpRequest;
import io.telpher.resilience.limit.LocalLimit;
import org.jspecify.annotations.Nullable;

/** A limit as a route uses it. What it counts lives on when the configuration changes, if the limit is the same. */
final class UsedLimit {
    private final LimitConfig config;
    private final String shown;
    private final LocalLimit local;
    private final KeyText key;
    private final Counter allowed;
    private final Counter refused;
    private final Counter shadow;

    UsedLimit(LimitConfig config, FeatureContext context) {
        this.config = config;
        this.shown = config.shown();
        Limit limit = config.on(context.route());
        Metrics metrics = context.metrics();
        Counter shared = metrics.counter(
                        "telpher_rate_limit_shared_total",
                        "Keys that had to go on where another stood, as there were too many.",
                        "limit")
                .with(shown);
        this.local = context.living()
                .adopt(
                        LocalLimit.class,
                        limit + " " + config.room(),
                        () -> new LocalLimit(limit, config.room(), shared));
        this.key = new KeyText(config, context.route());
        Family<Counter> checks = metrics.counter(
                "telpher_rate_limit_total", "Requests that a limit was asked about.", "route", "limit", "outcome");
        this.allowed = checks.with(context.route(), shown, "allowed");
        this.refused = checks.with(context.route(), shown, "refused");
        this.shadow = checks.with(context.route(), shown, "shadow");
    }

    LimitConfig config() {
        return config;
    }

    /** What clients, logs and metrics call it. */
    String shown() {
        return shown;
    }

    LocalLimit local() {
        return local;
    }

    Limit limit() {
        return local.limit();
    }

    /** The key of a request; null if it has none. */
    @Nullable
    String key(HttpRequest request) {
        String text = key.of(request);
        return text == null && config.otherwise() == LimitConfig.Otherwise.IP ? "ip " + key.address(request) : text;
    }

    /** True if who has no key is refused. */
    boolean refusesWithoutKey() {
        return config.otherwise() == LimitConfig.Otherwise.REFUSE;
    }

    /** True if it goes by who asks, which is found out later. */
    boolean needsIdentity() {
        return config.per().stream().anyMatch(Per::needsIdentity);
    }

    /** Counts what was said. */
    void count(boolean yes) {
        (yes ? allowed : config.shadow() ? shadow : refused).increment();
    }
}
