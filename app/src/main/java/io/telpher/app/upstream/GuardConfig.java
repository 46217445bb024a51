package io.telpher.app.upstream;

import io.telpher.core.config.Mapping;
import io.telpher.resilience.breaker.BreakerConfig;
import io.telpher.resilience.bulkhead.BulkheadConfig;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What guards a dependency, whatever protocol it speaks.
 *
 * @param breaker when it is not asked for a while, or null if it always is
 * @param bulkhead how much it may have at once, or null if nothing bounds that
 */
public record GuardConfig(
        @Nullable BreakerConfig breaker, @Nullable BulkheadConfig bulkhead) {

    /** Declares its keys beside those of an upstream. */
    static Function<Mapping.Values, GuardConfig> among(Mapping.Keys keys) {
        Mapping.Key<BreakerConfig> breaker = keys.optional(
                "breaker", BreakerConfig.SHAPE, "When it, or one of its endpoints, is not asked for a while.");
        Mapping.Key<BulkheadConfig> bulkhead =
                keys.optional("bulkhead", BulkheadConfig.SHAPE, "How many exchanges it may have at once.");
        return values -> new GuardConfig(values.orNull(breaker), values.orNull(bulkhead));
    }
}
