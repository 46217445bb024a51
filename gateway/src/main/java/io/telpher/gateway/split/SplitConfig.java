package io.telpher.gateway.split;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The upstreams of a route and their weights.
 *
 * @param weights by the name of the upstream, in the order of the file
 */
public record SplitConfig(Map<String, Integer> weights) {
    /** How many upstreams a route may have. */
    public static final int VARIANTS_MAX = 32;

    private static final int WEIGHT_MAX = 65_535;

    /** {@code to: web}, or {@code to: {web: 95, canary: 5}}. */
    public static final Shape<SplitConfig> SHAPE = Shapes.anyOf(
            Shapes.text("the name of an upstream", text -> !text.isEmpty())
                    .map(name -> new SplitConfig(Map.of(name, 1))),
            Shapes.mapOf(Shapes.number(0, WEIGHT_MAX)).map(SplitConfig::new));

    /** Checks that somebody gets something. */
    public SplitConfig {
        if (weights.isEmpty() || weights.size() > VARIANTS_MAX) {
            throw new IllegalArgumentException(
                    "found " + weights.size() + " upstreams, expected from 1 to " + VARIANTS_MAX);
        }
        if (weights.values().stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException("every weight is 0: nobody would serve");
        }
        weights = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** The upstreams' names. */
    public List<String> upstreams() {
        return List.copyOf(weights.keySet());
    }
}
