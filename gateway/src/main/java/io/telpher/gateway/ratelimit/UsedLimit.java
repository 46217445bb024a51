package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpRequest;
import io.telpher.resilience.limit.LocalLimit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A limit as a route uses it. What it counts lives on when the configuration changes, if the limit is the same. */
final class UsedLimit {
    private static final int DIGEST_BYTES = 18;

    private final LimitConfig config;
    private final String shown;
    private final Limit limit;
    private final @Nullable LocalLimit local;
    private final KeyText key;
    private final LimitFields.@Nullable Told told;
    private final Counter allowed;
    private final Counter refused;
    private final Counter shadow;

    UsedLimit(LimitConfig config, FeatureContext context) {
        this.config = config;
        this.shown = config.shown();
        this.limit = config.on(context.route());
        Metrics metrics = context.metrics();
        Counter shared = metrics.counter(
                        "telpher_rate_limit_shared_total",
                        "Keys that had to go on where another stood, as there were too many.",
                        "limit")
                .with(shown);
        this.local = config.store() != null
                ? null
                : context.living()
                        .adopt(
                                LocalLimit.class,
                                limit + " " + config.room(),
                                () -> new LocalLimit(limit, config.room(), shared));
        this.key = new KeyText(config, context.route());
        this.told = config.announce() && !config.shadow() ? LimitFields.Told.of(shown, limit) : null;
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

    /** Where it is counted in this process; null if it is counted in a store. */
    @Nullable
    LocalLimit local() {
        return local;
    }

    /** The key as it may stand in a store. */
    String stored(String key) {
        return config.per().stream().anyMatch(Per::secret) ? digest(key) : key;
    }

    private static String digest(String key) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sum, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    Limit limit() {
        return limit;
    }

    /** What clients are told of it; null if they are told nothing. */
    LimitFields.@Nullable Told told() {
        return told;
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

    /** True if it goes by who asks, which is known further in. */
    boolean goesByWho() {
        return config.goesByWho();
    }

    /** True if it is a queue, for which it counts how much time there is, which is not known at the gate. */
    boolean queues() {
        return limit.algorithm() == Algorithm.LEAKY_BUCKET;
    }

    /** Counts what was said. */
    void count(boolean yes) {
        (yes ? allowed : config.shadow() ? shadow : refused).increment();
    }
}
