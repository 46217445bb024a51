package io.telpher.app.graph;

import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Subscription;
import io.telpher.http.HttpHandler;
import io.telpher.httpnetty.ClientEvents;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.HttpClient;
import io.telpher.httpnetty.Protocol;
import io.telpher.httpnetty.loop.ClientContext;
import io.telpher.httpnetty.loop.PoolLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients for health checks: beside the pools of the upstreams, so that a check never waits for a place in one. */
final class CheckClients {
    private static final HttpHandler GONE = request -> {
        throw Failure.upstream(Failure.Kind.NO_ENDPOINT, true, "nobody needs this endpoint any more");
    };

    private final Loops loops;
    private final Map<String, List<Hold>> all = new HashMap<>();

    CheckClients(Loops loops) {
        this.loops = loops;
    }

    /**
     * Has this endpoint asked in this version of HTTP, over TLS or plainly, until the hold is closed; of several the latest
     * counts.
     */
    Subscription hold(Endpoint endpoint, Protocol protocol, Connector.@Nullable Security security) {
        Hold hold = new Hold(endpoint, protocol, security);
        synchronized (all) {
            all.computeIfAbsent(endpoint.address(), _ -> new ArrayList<>(1)).add(hold);
        }
        return hold;
    }

    HttpHandler of(Endpoint endpoint) {
        synchronized (all) {
            List<Hold> holds = all.get(endpoint.address());
            return holds == null ? GONE : holds.getLast().client();
        }
    }

    private final class Hold implements Subscription {
        private final Endpoint endpoint;
        private final Protocol protocol;
        private final Connector.@Nullable Security security;
        private @Nullable HttpClient client;

        private Hold(Endpoint endpoint, Protocol protocol, Connector.@Nullable Security security) {
            this.endpoint = endpoint;
            this.protocol = protocol;
            this.security = security;
        }

        private HttpClient client() {
            HttpClient made = client;
            if (made == null) {
                ClientSettings settings = ClientSettings.DEFAULT.with(protocol);
                Connector connector = new Connector(loops, endpoint, settings.connectTimeoutNanos(), security);
                PoolLimits limits = new PoolLimits(settings.pool());
                made = new HttpClient(
                        loops, new ClientContext(endpoint, settings, limits, connector, ClientEvents.NONE));
                client = made;
            }
            return made;
        }

        @Override
        public void close() {
            HttpClient made;
            synchronized (all) {
                List<Hold> holds = all.get(endpoint.address());
                if (holds == null || !holds.remove(this)) {
                    return;
                }
                if (holds.isEmpty()) {
                    all.remove(endpoint.address());
                }
                made = client;
            }
            if (made != null) {
                made.close();
            }
        }
    }
}
