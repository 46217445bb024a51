package io.telpher.app.upstream;

import io.telpher.balance.ForcedClose;
import io.telpher.balance.Upstream;
import io.telpher.balance.UpstreamParts;
import io.telpher.balance.algorithm.Hash;
import io.telpher.core.Component;
import io.telpher.core.Endpoint;
import io.telpher.core.Ip;
import io.telpher.core.Resolver;
import io.telpher.core.Service;
import io.telpher.core.Stays;
import io.telpher.core.Subscription;
import io.telpher.net.Connector;
import io.telpher.net.dial.Dial;
import io.telpher.net.dial.DialTraits;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.EndpointTls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upstream of layer 4: connects visits to one of its endpoints. Graphs that want the very same one share it. */
public final class DialUpstream implements Service<Visit, Link>, NamedUpstream, Component {
    private final Key key;
    private final Upstreams.Means means;
    private final PoolMetrics connections;
    private final @Nullable ClientTls tls;
    private final Stays tlsUsers;
    private final EndpointList list;
    private final Guards<Visit, Link> guards;
    private final Upstream<Visit, Link> upstream;
    private final Service<Visit, Link> service;

    /** @throws IOException if its file of authorities cannot be used */
    DialUpstream(Key key, Upstreams.Means means) throws IOException {
        this.key = key;
        this.means = means;
        UpstreamConfig config = key.config();
        ClientTls made = config.tls() == null ? null : new ClientTls(config.tls(), List.of(), means.calendar());
        this.tls = made;
        this.tlsUsers = new Stays(() -> {
            if (made != null) {
                made.close();
            }
        });
        this.connections = new PoolMetrics(means.metrics(), key.name());
        this.list = new EndpointList(key.name(), config, means.discoveries());
        this.guards = new Guards<>(key.name(), config.guards(), DialTraits.INSTANCE, means.guards());
        this.upstream = new Upstream<>(
                new UpstreamParts<>(
                        key.name(),
                        list.resolver(),
                        config.balance(),
                        config.health(),
                        config.degradation(),
                        visit -> Hash.of(Ip.text(visit.origin().remote().getAddress())),
                        endpoint -> guards.around(endpoint, new Way(endpoint)),
                        DialTraits.INSTANCE,
                        (_, _) -> {}),
                means.endpoints());
        this.service = guards.around(upstream);
    }

    @Override
    public Link call(Visit visit) throws Exception {
        Link link = service.call(visit);
        connections.opened();
        link.ending().whenDone(_ -> connections.closed());
        return link;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public Upstream<?, ?> picking() {
        return upstream;
    }

    @Override
    public Resolver resolver() {
        return list.resolver();
    }

    @Override
    public Guards<Visit, Link> guards() {
        return guards;
    }

    @Override
    public void start() {
        upstream.start();
    }

    /** Takes no more visits; connections live on. */
    @Override
    public void close() {
        upstream.close();
        list.close();
        guards.close();
        tlsUsers.leave();
    }

    /** The way to one endpoint. */
    private final class Way implements Service<Visit, Link>, ForcedClose, AutoCloseable {
        private final Endpoint endpoint;
        private final Connector connector;
        private final Dial dial;
        private final Subscription check;

        Way(Endpoint endpoint) {
            UpstreamConfig config = key.config();
            long timeoutNanos = config.client().connectTimeoutNanos();
            Connector.Security security =
                    tls == null ? null : new EndpointTls(tls, endpoint, Duration.ofNanos(timeoutNanos));
            tlsUsers.enter();
            this.endpoint = endpoint;
            this.connector = new Connector(means.loops(), endpoint, timeoutNanos, config.proxyProtocol(), security);
            this.dial = new Dial(connector, config.fastOpen());
            this.check = means.ways()
                    .checks()
                    .hold(
                            new Ways.Key(key.name(), endpoint.address(), config.client(), config.proxyProtocol(), null),
                            endpoint,
                            security);
        }

        @Override
        public Link call(Visit visit) throws Exception {
            visit.attempt(key.name(), endpoint.address(), visit.loop().nanos());
            return dial.call(visit);
        }

        @Override
        public void closeNow(String why) {
            connector.closeNow("the endpoint is " + why);
        }

        /** On a thread of its own: it may be called on an event loop, which must not wait for a lock. */
        @Override
        public void close() {
            Thread.ofVirtual().name("leave " + endpoint).start(() -> {
                check.close();
                tlsUsers.leave();
            });
        }
    }
}
