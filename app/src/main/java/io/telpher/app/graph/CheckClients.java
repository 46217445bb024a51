package io.telpher.app.graph;

import io.telpher.core.Endpoint;
import io.telpher.http.HttpHandler;
import io.telpher.httpnetty.ClientEvents;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.HttpClient;
import io.telpher.httpnetty.loop.ClientContext;
import io.telpher.httpnetty.loop.PoolLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Clients for health checks: beside the pools of the upstreams, so that a check never waits for a place in one. */
final class CheckClients {
    private final Loops loops;
    private final Map<String, Connector.Security> secured = new ConcurrentHashMap<>();
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    CheckClients(Loops loops) {
        this.loops = loops;
    }

    /** Says that this endpoint is spoken to over TLS. */
    void secure(Endpoint endpoint, Connector.Security security) {
        secured.put(endpoint.address(), security);
    }

    HttpHandler of(Endpoint endpoint) {
        return clients.computeIfAbsent(endpoint.address(), address -> {
            ClientSettings settings = ClientSettings.DEFAULT;
            Connector connector = new Connector(loops, endpoint, settings.connectTimeoutNanos(), secured.get(address));
            PoolLimits limits = new PoolLimits(settings.pool());
            return new HttpClient(loops, new ClientContext(endpoint, settings, limits, connector, ClientEvents.NONE));
        });
    }
}
