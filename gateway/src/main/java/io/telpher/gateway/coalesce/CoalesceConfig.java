package io.telpher.gateway.coalesce;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.http.FieldName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are identical, and how long one waits for another's response.
 *
 * @param fields in which fields they must be alike, beside those that a response's {@code Vary} names
 * @param everybody true if the responses are the same whoever asks
 * @param patience how long a request waits for another's response
 * @param bodyBytesMax how long a shared body may be
 * @param store the store of the nodes that make one request together, or null for this process alone
 */
public record CoalesceConfig(
        List<FieldName> fields,
        boolean everybody,
        Duration patience,
        int bodyBytesMax,
        @Nullable String store) {
    private static final int FIELDS_MAX = 32;
    private static final long BODY_BYTES_MAX = 64L << 20;
    private static final Duration WAIT_MAX = Duration.ofMinutes(5);

    /** The key {@code coalesce} of a route. */
    public static final Mapping<CoalesceConfig> SHAPE =
            Mapping.of("coalesce", "Makes one of identical requests that are under way together.", keys -> {
                Mapping.Key<List<FieldName>> fields = keys.optional(
                        "fields",
                        Shapes.list(Shapes.parsed("the name of a field such as X-Tenant", FieldName::of)),
                        "Fields in which they must be alike, beside credentials and what Vary names.");
                Mapping.Key<Boolean> everybody = keys.optional(
                        "everybody",
                        Shapes.bool(),
                        "false",
                        "true: the responses are the same whoever asks, so credentials need not be alike.");
                Mapping.Key<Duration> wait = keys.optional(
                        "wait", Shapes.duration(), "5s", "How long one waits before another call is made.");
                Mapping.Key<Long> body =
                        keys.optional("body", Shapes.size(), "1MiB", "How long a shared body is at most.");
                Mapping.Key<String> store = keys.optional(
                        "store", Shapes.text(), "The store by which nodes make one request; without it, each its own.");
                return values -> {
                    if (values.of(body) > BODY_BYTES_MAX) {
                        throw new IllegalArgumentException("\"body\" is at most 64MiB");
                    }
                    List<FieldName> more = values.orNull(fields);
                    return new CoalesceConfig(
                            more == null ? List.of() : more,
                            values.of(everybody),
                            values.of(wait),
                            values.of(body).intValue(),
                            values.orNull(store));
                };
            });

    /** Refuses what is out of bounds. */
    public CoalesceConfig {
        if (patience.isZero() || patience.compareTo(WAIT_MAX) > 0) {
            throw new IllegalArgumentException("\"wait\" is from 1ms to 5m");
        }
        if (fields.size() > FIELDS_MAX) {
            throw new IllegalArgumentException("at most " + FIELDS_MAX + " fields");
        }
    }
}
