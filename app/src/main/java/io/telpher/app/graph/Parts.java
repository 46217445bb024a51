package io.telpher.app.graph;

import io.telpher.app.Options;
import io.telpher.balance.EndpointRegistry;
import io.telpher.core.metrics.Metrics;
import io.telpher.net.Loops;
import java.time.InstantSource;

/**
 * What lives as long as the process and outlives every graph.
 *
 * @param loops the event loops
 * @param metrics the process's numbers
 * @param endpoints what is known of endpoints
 * @param clients connections for health checks
 * @param calendar the time of day, by which certificates are judged
 * @param options what the command line said
 */
record Parts(
        Loops loops,
        Metrics metrics,
        EndpointRegistry endpoints,
        CheckClients clients,
        InstantSource calendar,
        Options options) {}
