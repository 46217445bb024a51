package io.telpher.gateway;

import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;

/**
 * What a feature may use besides its own configuration.
 *
 * @param route the name of the route that it is built for
 * @param metrics where it counts
 * @param waiter how it waits, and what time it is
 */
public record FeatureContext(String route, Metrics metrics, Waiter waiter) {}
