package io.telpher.gateway;

import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.util.function.Function;

/**
 * What a feature may use besides its own configuration.
 *
 * @param route the name of the route that it is built for
 * @param metrics where it counts
 * @param waiter how it waits, and what time it is
 * @param upstreams the upstreams by name
 */
public record FeatureContext(
        String route, Metrics metrics, Waiter waiter, Function<String, ? extends Destination> upstreams) {}
