package io.telpher.app.upstream;

import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Subscription;
import io.telpher.http.HttpHandler;
import io.telpher.httpnetty.ClientEvents;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.HttpClient;
import io.telpher.httpnetty.loop.client.ClientContext;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.proxyprotocol.wire.ProxyHeaderWriter;
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
     * Has this endpoint asked in the way in which it is sent requests, over TLS or plainly, until the hold is closed; of
     * several the latest counts.
     */
    Subscription hold(Ways.Key way, Endpoint endpoint, Connector.@Nullable Security security) {
        Hold hold = new Hold(way, endpoint, security);
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

    /** Connects to this endpoint as users' connections do, for ourselves; null if nobody needs it any more. */
    @Nullable
    Connector connector(Endpoint endpoint) {
        synchronized (all) {
            List<Hold> holds = all.get(endpoint.address());
            return holds == null ? null : holds.getLast().connector();
        }
    }

    /** What a connection to this endpoint has to begin with when we ask for ourselves; often nothing. */
    byte[] greeting(Endpoint endpoint) {
        synchronized (all) {
            List<Hold> holds = all.get(endpoint.address());
            ProxyHeaderWriter headers =
                    holds == null ? null : holds.getLast().way.headers();
            return headers == null ? new byte[0] : headers.write(ProxyHeader.LOCAL);
        }
    }

    private final class Hold implements Subscription {
        private final Ways.Key way;
        private final Endpoint endpoint;
        private final Connector.@Nullable Security security;
        private @Nullable HttpClient client;

        private Hold(Ways.Key way, Endpoint endpoint, Connector.@Nullable Security security) {
            this.way = way;
            this.endpoint = endpoint;
            this.security = security;
        }

        private Connector connector() {
            long timeoutNanos = ClientSettings.DEFAULT.connectTimeoutNanos();
            return new Connector(loops, endpoint, timeoutNanos, way.headers(), security);
        }

        private HttpClient client() {
            HttpClient made = client;
            if (made == null) {
                ClientSettings settings =
                        ClientSettings.DEFAULT.with(way.client().protocol());
                PoolLimits limits = new PoolLimits(settings.pool());
                made = new HttpClient(
                        loops, new ClientContext(endpoint, settings, limits, connector(), ClientEvents.NONE));
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
