package io.telpher.app.listener;

import io.telpher.app.CannotStart;
import io.telpher.app.reload.Fingerprint;
import io.telpher.app.reload.Ready;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.config.Networks;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.http.HttpGate;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.HttpServer;
import io.telpher.net.Entrance;
import io.telpher.net.EntranceEvents;
import io.telpher.net.Loops;
import io.telpher.net.PortServer;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.flood.Pressure;
import io.telpher.net.proxyprotocol.ProxyAccept;
import io.telpher.net.splice.SpliceServer;
import io.telpher.net.tls.ClientCertificatesConfig;
import io.telpher.net.tls.ServerTls;
import io.telpher.net.udp.UdpServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners, which outlive configurations: one that is not changed keeps its socket and its connections, one whose
 * settings change keeps its socket, and its connections go on as they began, unless it would not believe any more whose they are.
 */
public final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger("telpher");

    private final Loops loops;
    private final Certificates certificates;
    private final HttpEvents events;
    private final DialEvents dialEvents;
    private final EntranceEvents entranceEvents;
    private final Pressure pressure;
    private final Serving serving;
    private final Set<PortServer> former = ConcurrentHashMap.newKeySet();
    private volatile Networks trusted = Networks.NOBODY;
    private volatile Map<Place, Bound> bound = Map.of();

    /** None yet. */
    public Listeners(
            Loops loops,
            Certificates certificates,
            HttpEvents events,
            DialEvents dialEvents,
            EntranceEvents entranceEvents,
            Pressure pressure,
            Serving serving) {
        this.loops = loops;
        this.certificates = certificates;
        this.events = events;
        this.dialEvents = dialEvents;
        this.entranceEvents = entranceEvents;
        this.pressure = pressure;
        this.serving = serving;
    }

    /** A listener at its place. */
    private record Bound(ListenerConfig config, Certificates.Key tls, Believed believed, PortServer server) {
        /** True for https. */
        boolean secure() {
            return config instanceof HttpListenerConfig http && http.secure();
        }
    }

    /** What makes a listener believe that a connection is whose it is: connections that began otherwise do not live on. */
    private record Believed(
            String scheme, @Nullable ProxyAccept proxy, List<ClientCertificatesConfig> clients, String authorities) {
        static Believed of(ListenerConfig config) {
            ListenerTls tls = config.tls();
            List<ClientCertificatesConfig> asked = tls == null ? List.of() : tls.asked();
            List<Path> files =
                    asked.stream().map(ClientCertificatesConfig::authorities).toList();
            return new Believed(config.scheme(), config.proxy(), asked, Fingerprint.of(files));
        }
    }

    /** Those that serve now, in the order of the file. */
    public List<PortServer> servers() {
        return bound.values().stream().map(Bound::server).toList();
    }

    /** Those that accept no more but have connections. */
    public List<PortServer> former() {
        return List.copyOf(former);
    }

    /** Makes what is new in {@code configs} and binds it, all or nothing; nobody is accepted before it is taken. */
    public Change change(List<ListenerConfig> configs, Networks believed, ShutdownConfig times) throws CannotStart {
        Change change = new Change(believed, times);
        try {
            change.make(configs);
            change.bind(true); // those that others redirect to come first
            change.bind(false);
            return change;
        } catch (CannotStart | RuntimeException e) {
            change.undo();
            throw e;
        }
    }

    /** The listeners of a configuration that does not serve yet. */
    public final class Change implements Ready {
        private final Map<Place, Bound> next = new LinkedHashMap<>();
        private final Networks believed;
        private final ShutdownConfig times;

        private Change(Networks believed, ShutdownConfig times) {
            this.believed = believed;
            this.times = times;
        }

        private void make(List<ListenerConfig> configs) throws CannotStart {
            for (Map.Entry<Place, ListenerConfig> entry : Place.of(configs).entrySet()) {
                Place place = entry.getKey();
                ListenerConfig config = entry.getValue();
                Certificates.Key tls = Certificates.Key.of(config.tls());
                Bound now = bound.get(place);
                boolean same = now != null && now.config.equals(config) && now.tls.equals(tls);
                next.put(place, same ? now : new Bound(config, tls, Believed.of(config), server(place, config, tls)));
            }
        }

        private PortServer server(Place place, ListenerConfig config, Certificates.Key tls) throws CannotStart {
            return switch (config) {
                case HttpListenerConfig http -> http(place, http, certificates.take(tls));
                case TcpListenerConfig tcp ->
                    new SpliceServer(
                            entrance(tcp.name(), certificates.take(tls), tcp.proxy(), tcp.connections()),
                            loops,
                            tcp.address(),
                            tcp.settings(),
                            visit -> serving.dial(place, visit),
                            serverName -> serving.clientFirst(place, serverName),
                            dialEvents);
                case UdpListenerConfig udp ->
                    new UdpServer(
                            udp.name(),
                            loops,
                            udp.address(),
                            udp.settings(),
                            visit -> serving.dial(place, visit),
                            dialEvents,
                            pressure);
            };
        }

        private HttpServer http(Place place, HttpListenerConfig config, @Nullable ServerTls tls) {
            HttpGate gate = serving.gate(place);
            return HttpServer.behind(
                    entrance(config.name(), tls, config.proxy(), config.connections()),
                    loops,
                    config.address(),
                    config.settings(),
                    events,
                    tls == null ? gate : new MisdirectedGate(tls, gate),
                    serving);
        }

        private Entrance entrance(
                String name, @Nullable ServerTls tls, @Nullable ProxyAccept proxy, ConnectionLimits connections) {
            return new Entrance(
                    name,
                    loops,
                    tls,
                    proxy,
                    connections,
                    address -> trusted.contains(address),
                    pressure,
                    entranceEvents);
        }

        private void bind(boolean secure) throws CannotStart {
            for (Map.Entry<Place, Bound> entry : next.entrySet()) {
                Bound made = entry.getValue();
                if (made.secure() == secure && !bound.containsKey(entry.getKey())) {
                    Listeners.bind(made.server, made.config.address());
                }
            }
        }

        /** What stands before the routes: plain listeners send to the first https one, where there is one. */
        public Map<Place, HttpGate> gates() {
            Map<Place, HttpGate> gates = new HashMap<>();
            next.entrySet().stream()
                    .filter(entry -> entry.getValue().secure())
                    .findFirst()
                    .ifPresent(first -> next.forEach((place, made) -> {
                        if (made.config instanceof HttpListenerConfig plain
                                && !plain.secure()
                                && plain.redirect().on()) {
                            int port = socket(first.getKey(), first.getValue()).getPort();
                            gates.put(
                                    place,
                                    new HttpsRedirect(port, plain.redirect().except(), new Forwarding(believed)));
                        }
                    }));
            return gates;
        }

        private InetSocketAddress socket(Place place, Bound made) {
            Bound now = bound.get(place);
            return (now == null ? made : now).server.address();
        }

        @Override
        public void take() {
            Map<Place, Bound> before = bound;
            trusted = believed;
            bound = next;
            next.forEach((place, made) -> {
                Bound was = before.get(place);
                if (was == null) {
                    made.server.accept();
                } else if (was != made) {
                    made.server.takeOver(was.server);
                    if (was.believed.equals(made.believed)) {
                        leave(was);
                    } else {
                        drain(was, times);
                    }
                }
            });
            before.forEach((place, was) -> {
                if (!next.containsKey(place)) {
                    drain(was, times);
                }
            });
        }

        @Override
        public void undo() {
            next.forEach((place, made) -> {
                if (bound.get(place) != made) {
                    made.server.close();
                    certificates.leave(made.tls);
                }
            });
        }
    }

    /** Its connections live on. */
    private void leave(Bound was) {
        former.add(was.server);
        loops.afterTurn(() -> was.server.whenGone(() -> gone(was)));
    }

    /** Its connections finish what they are at, in the time that the whole program would have for it. */
    private void drain(Bound was, ShutdownConfig times) {
        LOG.info(
                "listener {} is gone, or believes others than before; {} connections finish what they are at",
                was.config.name(),
                was.server.connections());
        Timers timers = loops.all().getFirst();
        Subscription tunnels = timers.after(times.drain().toNanos(), was.server::closeTunnels);
        Subscription force = timers.after(times.force().toNanos(), was.server::close);
        former.add(was.server);
        was.server.drain();
        loops.afterTurn(() -> was.server.whenGone(() -> {
            tunnels.close();
            force.close();
            gone(was);
            LOG.info("listener {}: every connection has ended", was.config.name());
        }));
    }

    private void gone(Bound was) {
        former.remove(was.server);
        Thread.ofVirtual().name("leave " + was.config.name()).start(() -> certificates.leave(was.tls));
    }

    /** Binds one listener, which does not accept yet. */
    public static void bind(PortServer server, InetSocketAddress address) throws CannotStart {
        try {
            server.bind();
        } catch (Exception e) {
            throw BindTrouble.of(server.name(), address, e);
        }
    }
}
