package io.telpher.app.graph;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;

/**
 * How nodes purge their caches together.
 *
 * @param store by which they tell each other: the name of a store of the file
 * @param inDoubt what becomes of stored responses while nobody knows whether they were purged elsewhere
 */
public record PurgesConfig(String store, InDoubt inDoubt) {
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
                Mapping.Key<String> store = keys.required(
                        "store", Shapes.text(), "By which they tell each other: a name under \"stores\".");
                Mapping.Key<InDoubt> inDoubt = keys.optional(
                        "in-doubt",
                        Shapes.choice(InDoubt.class),
                        "validate",
                        "What becomes of stored responses while the store is away: they are validated first, or served.");
                return values -> new PurgesConfig(values.of(store), values.of(inDoubt));
            });
}
