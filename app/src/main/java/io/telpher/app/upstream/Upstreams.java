package io.telpher.app.upstream;

import io.telpher.app.alert.Alerts;
import io.telpher.app.discovery.Discoveries;
import io.telpher.balance.health.EndpointRegistry;
import io.telpher.balance.health.HealthConfig;
import io.telpher.core.Probe;
import io.telpher.core.Shared;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.health.HttpProbe;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.TcpProbe;
import io.telpher.net.probe.TalkProbe;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The upstreams that graphs hold, and what all of them are made with, which lives as long as the process: what is known of
 * endpoints, the state of guards, connections. Graphs that want the very same upstream share it.
 */
public final class Upstreams {
    private final Means means;
    private final Waiter waiter;
    private final Shared<NamedUpstream.Key, HttpUpstream> spoken = new Shared<>(HttpUpstream::close);
    private final Shared<NamedUpstream.Key, DialUpstream> dials = new Shared<>(DialUpstream::close);

    /**
     * What upstreams are made with.
     *
     * @param loops the event loops
     * @param metrics the process's numbers
     * @param endpoints what is known of endpoints
     * @param guards the state of breakers and bulkheads
     * @param ways the connections to endpoints
     * @param discoveries where endpoints are found
     * @param calendar the time of day, by which certificates are judged
     */
    record Means(
            Loops loops,
            Metrics metrics,
            EndpointRegistry endpoints,
            GuardRegistry guards,
            Ways ways,
            Discoveries discoveries,
            InstantSource calendar) {}

    /**
     * None yet.
     *
     * @param alerts told what becomes of endpoints
     */
    public Upstreams(Loops loops, Waiter waiter, Metrics metrics, Alerts alerts, InstantSource calendar) {
        this.waiter = waiter;
        Loop timers = loops.all().getFirst();
        CheckClients clients = new CheckClients(loops);
        EndpointRegistry endpoints = new EndpointRegistry(
                timers,
                Executors.newVirtualThreadPerTaskExecutor(),
                check -> probe(check, loops, clients),
                metrics,
                alerts);
        this.means = new Means(
                loops,
                metrics,
                endpoints,
                new GuardRegistry(waiter, metrics),
                new Ways(loops, metrics, calendar, clients),
                new Discoveries(timers, metrics),
                calendar);
    }

    private Probe probe(HealthConfig.Check check, Loops loops, CheckClients clients) {
        return switch (check) {
            case HealthConfig.Check.Tcp _ -> new TcpProbe(loops, clients::greeting);
            case HealthConfig.Check.Http http -> HttpProbe.shallow(http.path(), clients::of, waiter);
            case HealthConfig.Check.Deep deep -> HttpProbe.deep(deep.path(), clients::of, waiter);
            case HealthConfig.Check.Grpc grpc -> HttpProbe.grpc(grpc.service(), clients::of, waiter);
            case HealthConfig.Check.Talk asked -> new TalkProbe(loops, clients::connector, Talks.of(asked));
        };
    }

    /** Says how it is known that the process runs short of something. */
    public void tight(BooleanSupplier how) {
        means.guards().tight(how);
    }

    /** Takes hold of an upstream that speaks HTTP, until {@link #leave}. @throws IOException if a file cannot be used */
    public HttpUpstream take(NamedUpstream.Key key) throws IOException {
        return spoken.take(key, () -> {
            HttpUpstream made = new HttpUpstream(key, means);
            made.start();
            return made;
        });
    }

    /** Lets go of it. */
    public void leave(NamedUpstream.Key key) {
        spoken.leave(key);
    }

    /** Takes hold of one of layer 4, until {@link #leaveDial}. @throws IOException if a file cannot be used */
    public DialUpstream takeDial(NamedUpstream.Key key) throws IOException {
        return dials.take(key, () -> {
            DialUpstream made = new DialUpstream(key, means);
            made.start();
            return made;
        });
    }

    /** Lets go of it. */
    public void leaveDial(NamedUpstream.Key key) {
        dials.leave(key);
    }

    /** The process stops: nobody is told any more what becomes of endpoints. */
    public void quiet() {
        means.endpoints().beQuiet();
    }
}
