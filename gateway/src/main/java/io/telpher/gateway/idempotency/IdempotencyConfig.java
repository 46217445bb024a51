package io.telpher.gateway.idempotency;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is executed once.
 *
 * @param methods of which methods
 * @param required whether such a request must have a key
 * @param scope whose key it is
 * @param leaseNanos how long answers are kept
 * @param waitNanos how long a repeat waits for the first
 * @param bodyBytesMax how long a request's body may be
 * @param answerBytesMax how long an answer may be that is kept
 * @param store the store's name, or null for this process's memory
 * @param away what is done where the store cannot be asked, or is full
 */
public record IdempotencyConfig(
        Set<Method> methods,
        boolean required,
        Scope scope,
        long leaseNanos,
        long waitNanos,
        int bodyBytesMax,
        int answerBytesMax,
        @Nullable String store,
        Away away) {
    private static final int BYTES_MAX = 1 << 20;
    private static final Duration LEASE_MAX = Duration.ofDays(30);

    /** What is done where the store cannot be asked. */
    enum Away {
        REFUSE,
        EXECUTE
    }

    private static final Shape<Method> METHOD = Shapes.parsed(
            "a method that changes something: POST, PATCH, PUT or DELETE",
            text -> text.matches("POST|PATCH|PUT|DELETE") ? Method.of(text) : null);

    /** The key {@code idempotency} of a route. */
    public static final Mapping<IdempotencyConfig> SHAPE =
            Mapping.of("idempotency", "Executes a request with an Idempotency-Key once.", keys -> {
                Mapping.Key<List<Method>> methods =
                        keys.optional("method", Shapes.list(METHOD), "Of which methods; POST and PATCH by default.");
                Mapping.Key<Boolean> required =
                        keys.optional("required", Shapes.bool(), "false", "Whether such a request must have a key.");
                Mapping.Key<Scope> scope = keys.optional("scope", Scope.SHAPE, "caller", "Whose key it is.");
                Mapping.Key<Duration> lease =
                        keys.optional("lease", Shapes.duration(), "24h", "How long answers are kept.");
                Mapping.Key<Duration> wait =
                        keys.optional("wait", Shapes.duration(), "30s", "How long a repeat waits for the first.");
                Mapping.Key<Long> body =
                        keys.optional("body", Shapes.size(), "256KiB", "How long a request's body may be.");
                Mapping.Key<Long> answer =
                        keys.optional("answer", Shapes.size(), "256KiB", "How long an answer may be that is kept.");
                Mapping.Key<String> store = keys.optional(
                        "store", Shapes.text(), "The store that nodes share; without it, this process's memory.");
                Mapping.Key<Away> away = keys.optional(
                        "store-away", Shapes.choice(Away.class), "refuse", "What is done where it cannot be asked.");
                return values -> {
                    if (values.of(body) > BYTES_MAX || values.of(answer) > BYTES_MAX) {
                        throw new IllegalArgumentException("\"body\" and \"answer\" are at most 1MiB");
                    }
                    if (values.of(lease).compareTo(LEASE_MAX) > 0) {
                        throw new IllegalArgumentException("\"lease\" is at most 30d");
                    }
                    List<Method> named = values.orNull(methods);
                    return new IdempotencyConfig(
                            named == null ? Set.of(Method.POST, Method.PATCH) : Set.copyOf(named),
                            values.of(required),
                            values.of(scope),
                            values.of(lease).toNanos(),
                            values.of(wait).toNanos(),
                            values.of(body).intValue(),
                            values.of(answer).intValue(),
                            values.orNull(store),
                            values.of(away));
                };
            });
}
