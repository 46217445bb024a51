package io.telpher.balance;

import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.algorithm.Hash;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.EndpointEvent;
import io.telpher.balance.health.EndpointRegistry;
import io.telpher.balance.health.EndpointState;
import io.telpher.balance.health.EndpointStatus;
import io.telpher.balance.health.HealthConfig;
import io.telpher.core.Ending;
import io.telpher.core.Endpoint;
import io.telpher.core.Outcome;
import io.telpher.core.Probe;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An upstream under virtual time whose endpoints do what a test says, and everything that becomes of them. */
final class Scene {
    static final long SECOND = 1_000_000_000L;

    final ManualTimers timers = new ManualTimers();
    final Metrics metrics = new Metrics();
    final List<EndpointEvent> events = new ArrayList<>();
    /** Whose calls fail, and whose checks. */
    final Set<Endpoint> failing = new HashSet<>();

    /** Whose calls tell at their end that they have failed. */
    final Set<Endpoint> failingLate = new HashSet<>();

    final Set<Endpoint> down = new HashSet<>();
    final Set<Endpoint> going = new HashSet<>();
    /** Exchanges that last until the test ends them, or somebody closes them. */
    final Map<Endpoint, List<Ending>> open = new HashMap<>();

    /** How often closing has no effect. */
    int deafTo;

    final Set<Endpoint> closedWays = new HashSet<>();
    private final Algorithm algorithm;
    private final Degradation degradation;
    private Consumer<List<Endpoint>> tell = _ -> {};
    final EndpointRegistry registry =
            new EndpointRegistry(timers, Runnable::run, _ -> (endpoint, _) -> answer(endpoint), metrics, events::add);

    record Reply(Endpoint from, Ending end, boolean failed, boolean failedLate) {}

    Scene(Algorithm algorithm, Degradation degradation) {
        this.algorithm = algorithm;
        this.degradation = degradation;
    }

    static Endpoint endpoint(int number) {
        return new Endpoint("10.0.0." + (number + 1), 80);
    }

    static List<Endpoint> endpoints(int count) {
        List<Endpoint> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(endpoint(i));
        }
        return all;
    }

    private Probe.Answer answer(Endpoint endpoint) {
        return going.contains(endpoint)
                ? new Probe.Answer(false, true, "HTTP 503, draining")
                : new Probe.Answer(!down.contains(endpoint), down.contains(endpoint) ? "HTTP 503" : "HTTP 200");
    }

    private final class Way implements Service<String, Reply>, ForcedClose, AutoCloseable {
        private final Endpoint endpoint;

        Way(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Reply call(String request) {
            Ending end = new Ending();
            if (request.equals("lasts")) {
                open.computeIfAbsent(endpoint, _ -> new ArrayList<>()).add(end);
            } else {
                end.complete(Outcome.DONE);
            }
            return new Reply(endpoint, end, failing.contains(endpoint), failingLate.contains(endpoint));
        }

        @Override
        public void closeNow(String why) {
            if (deafTo-- <= 0) {
                endAll(endpoint);
            }
        }

        @Override
        public void close() {
            closedWays.add(endpoint);
        }
    }

    void endAll(Endpoint endpoint) {
        List<Ending> ends = open.remove(endpoint);
        if (ends != null) {
            ends.forEach(end -> end.complete(Outcome.DONE));
        }
        timers.advanceNanos(0);
    }

    /** Starts an upstream of the first so many endpoints. */
    Upstream<String, Reply> start(String name, int count) {
        return start(name, count, degradation);
    }

    /** The same, of a configuration that says otherwise. */
    Upstream<String, Reply> start(String name, int count, Degradation degradation) {
        Upstream<String, Reply> upstream = new Upstream<>(
                new UpstreamParts<>(
                        name,
                        listener -> {
                            tell = listener;
                            listener.accept(endpoints(count));
                            return () -> {};
                        },
                        new BalanceConfig(algorithm),
                        new HealthConfig(new HealthConfig.Check.Tcp()),
                        degradation,
                        Hash::of,
                        Way::new,
                        new Replies(),
                        (_, _) -> {}),
                registry);
        upstream.start();
        return upstream;
    }

    /** Changes the list of the upstream that was started last. */
    void list(List<Endpoint> endpoints) {
        tell.accept(endpoints);
    }

    /** So many calls, with time in between, and who got how many of them. */
    Map<Endpoint, Integer> calls(Upstream<String, Reply> upstream, int count, long eachNanos) throws Exception {
        Map<Endpoint, Integer> met = new HashMap<>();
        for (int i = 0; i < count; i++) {
            met.merge(upstream.call("call " + i).from, 1, Integer::sum);
            timers.advanceNanos(eachNanos);
        }
        return met;
    }

    void seconds(double seconds) {
        timers.advanceNanos((long) (seconds * SECOND));
    }

    static EndpointStatus status(Upstream<String, Reply> upstream, Endpoint endpoint) {
        return upstream.status().stream()
                .filter(status -> status.address().equals(endpoint.address()))
                .findFirst()
                .orElseThrow();
    }

    static EndpointState state(Upstream<String, Reply> upstream, int number) {
        return status(upstream, endpoint(number)).state();
    }

    /** What happened to an endpoint, in order. */
    List<EndpointEvent.Kind> told(int number) {
        return events.stream()
                .filter(event -> event.endpoint().equals(endpoint(number).address()))
                .map(EndpointEvent::kind)
                .toList();
    }

    long count(String family, String... labels) {
        Family<Counter> counters = metrics.counters().get(family);
        return counters == null ? 0 : counters.with(labels).value();
    }

    /** What the upstream may know of them. */
    private static final class Replies implements Traits<String, Reply> {
        @Override
        public boolean idempotent(String request) {
            return true;
        }

        @Override
        public boolean replayable(String request) {
            return true;
        }

        @Override
        public boolean failed(Reply reply) {
            return reply.failed;
        }

        @Override
        public boolean tellsAtEnd(Reply reply) {
            return true;
        }

        @Override
        public boolean failedAtEnd(Reply reply) {
            return reply.failedLate;
        }

        @Override
        public Ending end(Reply reply) {
            return reply.end;
        }

        @Override
        public void discard(Reply reply) {}
    }
}
