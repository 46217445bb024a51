package io.telpher.app.graph;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.engines.kafka.KafkaConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How nodes purge their caches together.
 *
 * @param store by which they tell each other: the name of a store of the file; or null
 * @param kafka or by which topic; or null
 * @param inDoubt what becomes of stored responses while nobody knows whether they were purged elsewhere
 */
public record PurgesConfig(@Nullable String store, @Nullable KafkaConfig kafka, InDoubt inDoubt) {
    /** What becomes of stored responses in doubt. */
    public enum InDoubt {
        /** They are validated before they are used. */
        VALIDATE,
        /** They are used, while it is the store that is away and not this node. */
        SERVE
    }

    /** The mapping {@code purges}. */
    public static final Mapping<PurgesConfig> SHAPE =
            Mapping.of("purges", "How nodes purge their caches together.", keys -> {
                Mapping.Key<String> store = keys.optional(
                        "store", Shapes.text(), "By which they tell each other: a name under \"stores\".");
                Mapping.Key<KafkaConfig> kafka =
                        keys.optional("kafka", KafkaConfig.SHAPE, "Or by a topic of Kafka, in place of a store.");
                Mapping.Key<InDoubt> inDoubt = keys.optional(
                        "in-doubt",
                        Shapes.choice(InDoubt.class),
                        "validate",
                        "What becomes of stored responses while the store is away: they are validated first, or served.");
                return values -> new PurgesConfig(values.orNull(store), values.orNull(kafka), values.of(inDoubt));
            });

    /** Refuses what is said twice, or not. */
    public PurgesConfig {
        if ((store == null) == (kafka == null)) {
            throw new IllegalArgumentException("expected \"store\" or \"kafka\", one of the two");
        }
    }

    /** The files that it names. */
    public List<Path> files() {
        return kafka == null ? List.of() : kafka.files();
    }
}
