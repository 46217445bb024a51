package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.Configuration;
import io.telpher.app.Options;
import io.telpher.app.access.AccessLog;
import io.telpher.app.admin.AdminHandler;
import io.telpher.app.admin.AdminToken;
import io.telpher.app.admin.Running;
import io.telpher.app.cli.Version;
import io.telpher.app.metrics.ProcessReadings;
import io.telpher.balance.Algorithm;
import io.telpher.balance.EndpointRegistry;
import io.telpher.balance.EndpointStatus;
import io.telpher.balance.HealthConfig;
import io.telpher.core.Probe;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.health.HttpProbe;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.gateway.route.Router;
import io.telpher.http.HttpHandler;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.HttpServer;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.StallDetector;
import io.telpher.net.TcpProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Telpher: listeners, routes and upstreams of one configuration, the access log and the admin port. */
public final class Engine implements Running, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("telpher");
    private static final long DRAIN_NANOS = 30_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;

    private final Configuration configuration;
    private final String text;
    private final Options options;
    private final Loops loops;
    private final Waiter waiter;
    private final Metrics metrics = new Metrics();
    private final StallDetector stalls;
    private final Parts parts;
    private final Map<String, HttpUpstream> upstreams = new LinkedHashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final AccessLog log;
    private final Certificates certificates;
    private volatile Phase phase = Phase.STARTING;

    /**
     * An engine that has not started.
     *
     * @param text the configuration as it is written, for the admin port
     */
    public Engine(Configuration configuration, String text, Options options, Loops loops) {
        this.configuration = configuration;
        this.text = text;
        this.options = options;
        this.loops = loops;
        InstantSource calendar = InstantSource.system();
        Loop timers = loops.all().getFirst();
        this.waiter = new Waiter(timers);
        CheckClients clients = new CheckClients(loops);
        EndpointRegistry endpoints = new EndpointRegistry(
                timers, Executors.newVirtualThreadPerTaskExecutor(), check -> probe(check, clients), metrics);
        this.parts = new Parts(loops, metrics, endpoints, clients, calendar, options);
        this.log = new AccessLog(configuration.accessLog(), options.state(), waiter, calendar, metrics);
        this.certificates = new Certificates(options.state(), calendar, timers);
        this.stalls = new StallDetector(loops, metrics);
        ProcessReadings.addTo(metrics, Version.number());
    }

    private Probe probe(HealthConfig.Check check, CheckClients clients) {
        return switch (check) {
            case HealthConfig.Check.Tcp _ -> new TcpProbe(loops);
            case HealthConfig.Check.Http http -> HttpProbe.shallow(http.path(), clients::of, waiter);
            case HealthConfig.Check.Deep deep -> HttpProbe.deep(deep.path(), clients::of, waiter);
        };
    }

    /** Starts everything, or nothing. */
    public void start() throws CannotStart {
        try {
            Files.createDirectories(options.state());
            if (configuration.accessLog().on()) {
                log.start();
            }
            for (Map.Entry<String, UpstreamConfig> entry :
                    configuration.upstreams().entrySet()) {
                HttpUpstream upstream = new HttpUpstream(entry.getKey(), entry.getValue(), parts);
                upstreams.put(entry.getKey(), upstream);
                upstream.start();
            }
            listen();
        } catch (IOException e) {
            close();
            throw new CannotStart(String.valueOf(e.getMessage()), e);
        } catch (CannotStart e) {
            close();
            throw e;
        }
        stalls.start();
        phase = Phase.READY;
        LOG.info(
                "serving on {}, {} event loops, requests on {}",
                loops.transport().text(),
                loops.all().size(),
                Loop.carrying() ? "threads that the loops carry" : "the JDK's scheduler");
    }

    private void listen() throws CannotStart, IOException {
        Router router = Router.build(
                configuration.routes(),
                new Router.Parts(this::upstream, new Forwarding(configuration.trusted()), metrics, waiter));
        HttpEvents told = new Told(configuration.accessLog().on() ? log : null, metrics);
        servers.addAll(new Listeners(loops, certificates, told, router).start(configuration.listeners()));
        InetSocketAddress named = options.admin();
        InetSocketAddress adminAddress = named != null
                ? named
                : new InetSocketAddress(
                        configuration.admin().address(), configuration.admin().port());
        AdminHandler handler = new AdminHandler(
                configuration.admin(), AdminToken.in(options.state()), this, metrics, Version.number());
        HttpServer admin = new HttpServer(
                loops,
                "admin",
                adminAddress,
                ServerSettings.DEFAULT,
                null,
                HttpEvents.NONE,
                _ -> Verdict.admit(),
                _ -> handler);
        Listeners.bind(admin, adminAddress);
        servers.add(admin);
    }

    private HttpHandler upstream(String name) {
        HttpUpstream known = upstreams.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no upstream " + name); // the reader has told the user already
        }
        return known;
    }

    /** Where the listeners listen, in the order of the file; the admin port comes last. */
    public List<InetSocketAddress> addresses() {
        return servers.stream().map(HttpServer::address).toList();
    }

    /** The event loops, for what runs beside. */
    Loops loops() {
        return loops;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public List<Upstream> upstreams() {
        List<Upstream> all = new ArrayList<>();
        for (HttpUpstream upstream : upstreams.values()) {
            all.add(new Upstream(
                    upstream.name(),
                    name(upstream.config().balance().algorithm()),
                    upstream.status().stream()
                            .map(status -> served(upstream, status))
                            .toList()));
        }
        return all;
    }

    /** As it is written in the configuration. */
    private static String name(Algorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Served served(HttpUpstream upstream, EndpointStatus status) {
        boolean checked = upstream.config().health() != null;
        Health known = checked ? Health.HEALTHY : Health.UNKNOWN;
        return new Served(
                status.address(),
                status.healthy() ? known : Health.UNHEALTHY,
                status.detail(),
                status.inFlight(),
                counted("telpher_endpoint_attempts_total", upstream.name(), status.address()),
                counted("telpher_endpoint_failures_total", upstream.name(), status.address()));
    }

    private long counted(String family, String upstream, String endpoint) {
        Family<Counter> counters = metrics.counters().get(family);
        return counters == null ? 0 : counters.with(upstream, endpoint).value();
    }

    /** Opens the access log's file anew. */
    void reopenLogs() {
        log.reopen();
    }

    @Override
    public String configuration() {
        return text;
    }

    /** Stops: no new connections, open exchanges get 30 seconds to end. The loops are their owner's to close. */
    @Override
    public void close() {
        if (phase == Phase.DRAINING) {
            return;
        }
        boolean served = phase == Phase.READY;
        phase = Phase.DRAINING;
        servers.forEach(HttpServer::drain);
        if (served) {
            drain();
        }
        servers.forEach(HttpServer::close);
        upstreams.values().forEach(HttpUpstream::close);
        certificates.close();
        log.close();
        stalls.close();
    }

    private void drain() {
        long end = waiter.ticker().nanos() + DRAIN_NANOS;
        try {
            while (open() > 0 && end - waiter.ticker().nanos() > 0) {
                waiter.sleep(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = open();
        if (left > 0) {
            LOG.warn("closing {} connections that did not end within 30 s", left);
        }
    }

    private int open() {
        return servers.stream().mapToInt(HttpServer::connections).sum();
    }
}
