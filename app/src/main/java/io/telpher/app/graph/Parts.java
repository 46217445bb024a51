package io.telpher.app.graph;

import io.telpher.app.Options;
import io.telpher.app.alert.Alerts;
import io.telpher.app.store.NamedCaches;
import io.telpher.app.store.NamedStores;
import io.telpher.app.upstream.Upstreams;
import io.telpher.core.Living;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.net.Loops;
import java.time.InstantSource;

/**
 * What lives as long as the process and outlives every graph.
 *
 * @param loops the event loops
 * @param waiter how plain code waits
 * @param metrics the process's numbers
 * @param alerts tells people what becomes of endpoints
 * @param living what features keep from one configuration to the next
 * @param upstreams those that graphs hold
 * @param stores what nodes share, and what this process keeps of it
 * @param caches what is stored of responses
 * @param calendar the time of day, by which certificates are judged
 * @param options what the command line said
 */
record Parts(
        Loops loops,
        Waiter waiter,
        Metrics metrics,
        Alerts alerts,
        Living living,
        Upstreams upstreams,
        NamedStores.Kept stores,
        NamedCaches.Kept caches,
        InstantSource calendar,
        Options options) {}
