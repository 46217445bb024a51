package io.telpher.httpnetty.loop.client;

import io.telpher.core.Endpoint;
import io.telpher.httpnetty.ClientEvents;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.net.Connector;

/**
 * What the connections to one endpoint share.
 *
 * @param endpoint whom they lead to
 * @param settings how it is talked to
 * @param limits the bound of its upstream
 * @param connector how a connection is made
 * @param upgrades how one is made that must speak HTTP/1.1, for upgrades
 * @param events who is told
 */
public record ClientContext(
        Endpoint endpoint,
        ClientSettings settings,
        PoolLimits limits,
        Connector connector,
        Connector upgrades,
        ClientEvents events) {

    /** The same connections for everything. */
    public ClientContext(
            Endpoint endpoint, ClientSettings settings, PoolLimits limits, Connector connector, ClientEvents events) {
        this(endpoint, settings, limits, connector, connector, events);
    }
}
