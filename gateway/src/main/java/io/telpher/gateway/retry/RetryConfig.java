package io.telpher.gateway.retry;

import io.telpher.core.Backoff;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is tried again, and how.
 *
 * @param attempts how often at most, the first included
 * @param on after what
 * @param backoff how long a retry waits
 * @param perTryNanos how long one attempt may take until its response begins; 0 if only the upstream says
 * @param budget what all retries of the route may cost together
 * @param bufferBytes how much of a body is kept
 * @param hedge when a slow request is sent a second time, or null if it is not
 */
public record RetryConfig(
        int attempts,
        Causes on,
        Backoff backoff,
        long perTryNanos,
        Budget budget,
        int bufferBytes,
        @Nullable HedgeConfig hedge) {
    private static final int ATTEMPTS_MAX = 10;
    private static final int BUFFER_BYTES_MAX = 1 << 20;

    /**
     * What retries and hedges may cost together.
     *
     * @param share of the calls
     * @param free attempts a second
     */
    record Budget(double share, int free) {
        private static final Shape<Double> SHARE = Shapes.parsed("a percentage up to 100%, such as 20%", Budget::share);

        static final Mapping<Budget> SHAPE =
                Mapping.of("budget", "What all further attempts of the route may cost together.", keys -> {
                    Mapping.Key<Double> share =
                            keys.optional("share", SHARE, "20%", "As many as this share of the calls.");
                    Mapping.Key<Integer> free =
                            keys.optional("free", Shapes.number(0, 10_000), "10", "And so many a second besides.");
                    return values -> new Budget(values.of(share), values.of(free));
                });

        private static @Nullable Double share(String text) {
            if (!text.matches("\\d{1,3}(\\.\\d)?%")) {
                return null;
            }
            double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
            return share > 1 ? null : share;
        }
    }

    private static final Mapping<Backoff> BACKOFF = Mapping.of("backoff", "How long retries wait.", keys -> {
        Mapping.Key<Duration> base =
                keys.optional("base", Shapes.duration(), "1s", "Before the first; doubled each time.");
        Mapping.Key<Duration> max = keys.optional("max", Shapes.duration(), "32s", "At most; also of Retry-After.");
        return values -> new Backoff(
                values.of(base).toNanos(),
                Math.max(values.of(base).toNanos(), values.of(max).toNanos()));
    });

    /** The key {@code retry} of a route. */
    public static final Mapping<RetryConfig> SHAPE =
            Mapping.of("retry", "Makes a request again when it failed for a reason that may pass.", keys -> {
                Mapping.Key<Integer> attempts = keys.optional(
                        "attempts", Shapes.number(1, ATTEMPTS_MAX), "5", "How many at most, the first included.");
                Mapping.Key<List<Cause>> on = keys.optional(
                        "on",
                        Shapes.list(Cause.SHAPE),
                        "After what; by default refused, timeout, reset, 5xx, 429. Also: unavailable, for gRPC.");
                Mapping.Key<Backoff> backoff = keys.optional("backoff", BACKOFF, "{}", "How long retries wait.");
                Mapping.Key<Duration> perTry = keys.optional(
                        "per-try", Shapes.duration(), "How long one attempt may take until its response begins.");
                Mapping.Key<Budget> budget =
                        keys.optional("budget", Budget.SHAPE, "{}", "What all further attempts may cost together.");
                Mapping.Key<Long> buffer = keys.optional(
                        "buffer", Shapes.size(), "64KiB", "How much of a body is kept for another attempt.");
                Mapping.Key<HedgeConfig> hedge =
                        keys.optional("hedge", HedgeConfig.SHAPE, "Sends a slow request to another endpoint as well.");
                return values -> {
                    if (values.of(buffer) > BUFFER_BYTES_MAX) {
                        throw new IllegalArgumentException("\"buffer\" is at most 1MiB");
                    }
                    Duration limit = values.orNull(perTry);
                    return new RetryConfig(
                            values.of(attempts),
                            Causes.of(values.orNull(on)),
                            values.of(backoff),
                            limit == null ? 0 : limit.toNanos(),
                            values.of(budget),
                            values.of(buffer).intValue(),
                            values.orNull(hedge));
                };
            });
}
