package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.Configuration;
import io.telpher.app.Options;
import io.telpher.app.access.AccessLogs;
import io.telpher.app.admin.CacheAnswers;
import io.telpher.app.admin.Running;
import io.telpher.app.alert.Alerts;
import io.telpher.app.cli.StateFolder;
import io.telpher.app.cli.Version;
import io.telpher.app.discovery.Announcements;
import io.telpher.app.listener.Certificates;
import io.telpher.app.listener.Listeners;
import io.telpher.app.log.LogConfig;
import io.telpher.app.log.Logs;
import io.telpher.app.metrics.ProcessReadings;
import io.telpher.app.reload.FileWatch;
import io.telpher.app.reload.Ready;
import io.telpher.app.store.NamedCaches;
import io.telpher.app.store.NamedStores;
import io.telpher.app.told.DialTold;
import io.telpher.app.told.EntranceTold;
import io.telpher.app.told.Told;
import io.telpher.app.upstream.Statuses;
import io.telpher.app.upstream.Upstreams;
import io.telpher.app.warm.Warming;
import io.telpher.cache.filter.SteadyTime;
import io.telpher.core.Cell;
import io.telpher.core.Living;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.httpnetty.HttpServer;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.PortServer;
import io.telpher.net.StallDetector;
import io.telpher.net.flood.PressureWatch;
import io.telpher.net.flood.Sheddable;
import io.telpher.net.udp.UdpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Telpher: what lives as long as the process (loops, listeners, what is known of endpoints, connections, logs,
 * numbers, the admin port) and the {@link Graph} of the configuration that it serves now.
 */
public final class Engine implements Running, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("telpher");

    private final Configuration first;
    private final Parts parts;
    private final StallDetector stalls;
    private final PressureWatch pressure;
    private final Certificates certificates;
    private final Front front = new Front();
    private final AccessLogs log;
    private final Told told;
    private final Listeners listeners;
    private final AlertPost alerts;
    private final NodePurges purges;
    private final AdminPort admin;
    private final Announcements announcements;
    private final Reloads reloads;
    private final FileWatch watch;
    private final Cell<Boolean> forced = new Cell<>();
    private volatile String text;
    private boolean relogged;
    private volatile Phase phase = Phase.STARTING;

    /**
     * An engine of a configuration that is in no file.
     *
     * @param text the configuration as it is written, for the admin port
     */
    public Engine(Configuration configuration, String text, Options options, Loops loops) {
        this(configuration, text, null, options, loops);
    }

    /**
     * An engine that has not started.
     *
     * @param text the configuration as it is written, for the admin port
     * @param file where it stands, to be read anew when it changes; or null
     */
    public Engine(Configuration configuration, String text, @Nullable Path file, Options options, Loops loops) {
        this.first = configuration;
        this.text = text;
        this.parts = parts(options, loops);
        this.log = new AccessLogs(options.state(), parts.waiter(), parts.calendar(), parts.metrics(), loops::afterTurn);
        this.told = new Told(log, parts.metrics());
        this.certificates =
                new Certificates(options.state(), parts.calendar(), loops.all().getFirst());
        this.pressure = new PressureWatch(
                parts.waiter().ticker(),
                Sheddable.of(
                        HttpServer.shedding(() -> servers(HttpServer.class)),
                        UdpServer.shedding(
                                () -> servers(UdpServer.class), parts.waiter().ticker())),
                parts.metrics());
        parts.upstreams().tight(pressure::tight);
        EntranceTold entrance = new EntranceTold(parts.waiter().ticker(), parts.metrics());
        this.listeners = new Listeners(
                loops, certificates, told, new DialTold(log, parts.metrics(), entrance), entrance, pressure, front);
        this.alerts = new AlertPost(parts);
        this.purges = new NodePurges(parts, parts.caches().all());
        this.admin = new AdminPort(parts, this, cacheAnswers());
        this.announcements = new Announcements(parts.waiter(), parts.metrics());
        this.stalls = new StallDetector(loops, parts.metrics());
        this.reloads = new Reloads(this, parts, file, configuration, text);
        this.watch = new FileWatch(reloads::files, reloads::changed, loops.all().getFirst());
        ProcessReadings.addTo(parts.metrics(), Version.number());
        parts.metrics()
                .reading(
                        "telpher_handshakes_resumed_total",
                        "TLS handshakes with clients that resumed a session.",
                        certificates::resumed);
    }

    private CacheAnswers cacheAnswers() {
        Warming warming = new Warming(
                new WarmRequests(front, parts.waiter().ticker()),
                parts.waiter(),
                task -> Thread.ofVirtual().name("warm").start(task));
        return new CacheAnswers(purges, warming);
    }

    private static Parts parts(Options options, Loops loops) {
        Metrics metrics = new Metrics();
        InstantSource calendar = InstantSource.system();
        Loop timers = loops.all().getFirst();
        Waiter waiter = new Waiter(timers);
        Alerts alerts = new Alerts(waiter, calendar, metrics);
        return new Parts(
                loops,
                waiter,
                metrics,
                alerts,
                new Living(),
                new Upstreams(loops, waiter, metrics, alerts, calendar),
                NamedStores.Kept.of(timers, metrics),
                NamedCaches.Kept.of(new SteadyTime(calendar.millis(), timers), timers, metrics),
                calendar,
                options);
    }

    /** Starts everything, or nothing. */
    public void start() throws CannotStart {
        try {
            StateFolder.make(parts.options().state());
            parts.alerts().start();
            apply(first);
        } catch (CannotStart e) {
            close();
            throw e;
        }
        stalls.start();
        pressure.start();
        phase = Phase.READY;
        if (parts.options().watch() && !reloads.files().isEmpty()) {
            watch.start();
        }
        LOG.info(
                "serving on {}, {} event loops, requests on {}",
                parts.loops().transport().text(),
                parts.loops().all().size(),
                Loop.carrying() ? "threads that the loops carry" : "the JDK's scheduler");
    }

    /**
     * Serves another configuration from now on, all of it or, when it throws, nothing of it. What the two have alike goes
     * on: connections on listeners and to endpoints, what is known of endpoints, numbers, logs. Exchanges that have begun
     * end as they began. Blocking.
     *
     * @param asWritten its text, for the admin port
     * @throws CannotStart if a port is taken or a file cannot be used
     */
    public synchronized void reload(Configuration next, String asWritten) throws CannotStart {
        if (phase != Phase.READY) {
            throw new CannotStart("stopping", null);
        }
        apply(next);
        text = asWritten;
    }

    private synchronized void apply(Configuration next) throws CannotStart {
        List<Ready> made = new ArrayList<>();
        try {
            Graph graph = graph(next);
            made.add(purges.ready(next.purges(), graph)); // before it serves: it says what may be served
            made.add(serving(graph));
            made.add(log.ready(next.accessLog()));
            made.add(alerts.ready(next.alerts()));
            Listeners.Change change = listeners.change(next.listeners(), next.trusted(), next.shutdown());
            made.add(change);
            graph.gates(change.gates());
            made.add(admin.ready(next.admin()));
            made.add(announced(next)); // last: who reads it comes at once
        } catch (CannotStart | RuntimeException e) {
            if (!front.serves()) {
                parts.upstreams().quiet(); // nobody was served: what goes away now is no news
            }
            made.reversed().forEach(Ready::undo);
            throw e;
        }
        LogConfig logs = next.log();
        made.forEach(Ready::take);
        told.forget();
        if (!logs.equals(first.log()) || relogged) {
            relogged = true; // whoever starts us has set the first one up
            Logs.use(logs);
        }
    }

    private Graph graph(Configuration configuration) throws CannotStart {
        try {
            return new Graph(configuration, parts, told::mirrored, !front.serves());
        } catch (IOException e) {
            throw CannotStart.of(e);
        }
    }

    private Ready announced(Configuration next) throws CannotStart {
        try {
            Runnable taking = announcements.ready(next.announce());
            return new Ready() {
                @Override
                public void take() {
                    taking.run();
                }

                @Override
                public void undo() {}
            };
        } catch (IOException e) {
            throw CannotStart.of(e);
        }
    }

    private Ready serving(Graph graph) {
        return new Ready() {
            @Override
            public void take() {
                Graph before = front.swap(graph);
                if (before != null) {
                    before.retire(graph.configuration().shutdown().drain().toNanos());
                }
            }

            @Override
            public void undo() {
                graph.close();
            }
        };
    }

    /** Where the listeners listen, in the order of the file; the admin port comes last. */
    public List<InetSocketAddress> addresses() {
        return Stream.concat(listeners.servers().stream().map(PortServer::address), Stream.of(admin.address()))
                .toList();
    }

    /** The event loops, for what runs beside. */
    Loops loops() {
        return parts.loops();
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public List<Upstream> upstreams() {
        return front.serves() ? new Statuses(parts.metrics()).of(front.graph().all()) : List.of();
    }

    @Override
    public Caches caches() {
        return front.serves() ? front.graph().caches() : new Caches(Map.of(), Map.of(), Map.of());
    }

    @Override
    public Map<String, Boolean> stores() {
        return front.serves() ? front.graph().stores() : Map.of();
    }

    @Override
    public boolean drain(String upstream, String endpoint, boolean away) {
        return front.serves()
                && front.graph().all().stream()
                        .anyMatch(one -> one.name().equals(upstream) && one.drain(endpoint, away));
    }

    @Override
    public Loaded loaded() {
        return reloads.loaded();
    }

    @Override
    public Reload reload() {
        return reloads.reload("the admin port was asked to");
    }

    /** Opens the access log's file anew and reads the configuration anew, soon. */
    void hangUp() {
        log.reopen();
        reloads.reloadSoon("of SIGHUP");
    }

    /** Has {@link #close} wait no longer. */
    void force() {
        forced.complete(true);
    }

    @Override
    public String configuration() {
        return text;
    }

    /** Stops: no new connections, open exchanges get their time to end. The loops are their owner's to close. */
    @Override
    public void close() {
        if (!stops()) {
            return;
        }
        watch.close();
        announcements.close();
        if (front.serves()) {
            new Stop(front.graph().configuration().shutdown(), parts.waiter(), this::servers, forced).run();
        }
        admin.close();
        purges.close();
        parts.upstreams().quiet();
        parts.alerts().close();
        alerts.close();
        if (front.serves()) {
            front.graph().close();
        }
        certificates.close();
        log.close();
        stalls.close();
        pressure.close();
        if (front.serves()) {
            LOG.info("stopped");
        }
    }

    /** No reload is under way then, and none begins. @return false if somebody else stops it already */
    private synchronized boolean stops() {
        boolean before = phase == Phase.DRAINING;
        phase = Phase.DRAINING;
        return !before;
    }

    private <S extends PortServer> List<S> servers(Class<S> kind) {
        return servers().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private List<PortServer> servers() {
        return Stream.concat(listeners.servers().stream(), listeners.former().stream())
                .toList();
    }
}
