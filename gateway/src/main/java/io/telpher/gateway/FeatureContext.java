package io.telpher.gateway;

import io.telpher.core.Living;
import io.telpher.core.Stores;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What a feature may use besides its own configuration.
 *
 * @param route the name of the route that it is built for
 * @param metrics where it counts
 * @param waiter how it waits, and what time it is
 * @param calendar the time of day
 * @param living what it keeps from one configuration to the next
 * @param upstreams the upstreams by name
 * @param stores what nodes share
 * @param copies where copies of requests are logged
 * @param caches where stored responses are kept
 * @param fetching how documents are had that features need themselves
 */
public record FeatureContext(
        String route,
        Metrics metrics,
        Waiter waiter,
        InstantSource calendar,
        Living living,
        Function<String, ? extends Destination> upstreams,
        Stores stores,
        CopyLog copies,
        Caches caches,
        Fetching fetching) {}
