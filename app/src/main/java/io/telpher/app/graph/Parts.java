package io.telpher.app.graph;

import io.telpher.app.Options;
import io.telpher.app.alert.Alerts;
import io.telpher.app.discovery.Discoveries;
import io.telpher.balance.EndpointRegistry;
import io.telpher.core.Living;
import io.telpher.core.Shared;
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
 * @param endpoints what is known of endpoints
 * @param living what features keep from one configuration to the next
 * @param guards the state of breakers and bulkheads
 * @param ways the connections to them
 * @param upstreams those that a graph uses for HTTP
 * @param dials those that it uses on layer 4
 * @param stores what nodes share, and what this process keeps of it
 * @param caches what is stored of responses
 * @param discoveries where endpoints are found
 * @param calendar the time of day, by which certificates are judged
 * @param options what the command line said
 */
record Parts(
        Loops loops,
        Waiter waiter,
        Metrics metrics,
        Alerts alerts,
        EndpointRegistry endpoints,
        Living living,
        GuardRegistry guards,
        Ways ways,
        Shared<HttpUpstream.Key, HttpUpstream> upstreams,
        Shared<HttpUpstream.Key, DialUpstream> dials,
        NamedStores.Kept stores,
        NamedCaches.Kept caches,
        Discoveries discoveries,
        InstantSource calendar,
        Options options) {}
