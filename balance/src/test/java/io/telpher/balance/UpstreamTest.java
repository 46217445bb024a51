package io.telpher.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.algorithm.Hash;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.EndpointRegistry;
import io.telpher.balance.health.HealthConfig;
import io.telpher.core.Ending;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Probe;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.Tries;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpstreamTest {
    private static final long SECOND = 1_000_000_000L;
    private static final HealthConfig CHECK = new HealthConfig(new HealthConfig.Check.Tcp());
    private static final Endpoint A = new Endpoint("10.0.0.1", 80);
    private static final Endpoint B = new Endpoint("10.0.0.2", 80);
    private static final Endpoint C = new Endpoint("10.0.0.3", 80);
    private static final Endpoint D = new Endpoint("10.0.0.4", 80);

    /** A reply: who gave it, and its end. */
    private record Reply(Endpoint from, Ending end, boolean failed) {}

    private final ManualTimers timers = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private final Set<Endpoint> down = new HashSet<>();
    private final Map<Endpoint, Failure> failing = new HashMap<>();
    private final Set<Endpoint> closedWays = new HashSet<>();
    private final List<String> attempts = new ArrayList<>();
    private final EndpointRegistry registry = new EndpointRegistry(
            timers,
            Runnable::run,
            _ -> (endpoint, _) -> new Probe.Answer(!down.contains(endpoint), "told so"),
            metrics);
    private Consumer<List<Endpoint>> tell = _ -> {};
    private long answerNanos = 1_000_000;

    private final Traits<String, Reply> traits = new Traits<>() {
        @Override
        public boolean idempotent(String request) {
            return true;
        }

        @Override
        public boolean replayable(String request) {
            return !request.equals("once");
        }

        @Override
        public boolean failed(Reply reply) {
            return reply.failed;
        }

        @Override
        public Ending end(Reply reply) {
            return reply.end;
        }

        @Override
        public void discard(Reply reply) {}

        @Override
        public @Nullable Tries tries(String request) {
            return given.get(request);
        }
    };

    /** What a policy has handed down with a request. */
    private final Map<String, Tries> given = new HashMap<>();

    private final class Way implements Service<String, Reply>, AutoCloseable {
        private final Endpoint endpoint;

        Way(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Reply call(String request) throws Failure {
            assertThat(closedWays).doesNotContain(endpoint);
            Failure failure = failing.get(endpoint);
            if (failure != null && failure.kind() == Failure.Kind.STALE) {
                failing.remove(endpoint);
            }
            if (failure != null) {
                throw failure;
            }
            timers.advanceNanos(answerNanos);
            return new Reply(endpoint, new Ending(), request.equals("fail"));
        }

        @Override
        public void close() {
            closedWays.add(endpoint);
        }
    }

    private Upstream<String, Reply> upstream(Algorithm algorithm, Endpoint... endpoints) {
        Upstream<String, Reply> upstream = new Upstream<>(
                new UpstreamParts<>(
                        "web",
                        listener -> {
                            tell = listener;
                            listener.accept(List.of(endpoints));
                            return () -> tell = _ -> {};
                        },
                        new BalanceConfig(algorithm),
                        CHECK,
                        Degradation.DEFAULT,
                        Hash::of,
                        Way::new,
                        traits,
                        (request, endpoint) -> attempts.add(endpoint.address())),
                registry);
        upstream.start();
        return upstream;
    }

    private static Failure refused() {
        return Failure.upstream(Failure.Kind.REFUSED, true, "refused");
    }

    private long count(java.util.function.Function<Metrics, io.telpher.core.metrics.Family<Counter>> family) {
        return family.apply(metrics).with("web").value();
    }

    private Tries given(String request) {
        Tries tries = new Tries();
        given.put(request, tries);
        return tries;
    }

    @Test
    void whereAPolicyMakesTheAttemptsEachCallIsOneAndPassesOverThoseThatWereTried() {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B, C);
        failing.put(A, refused());
        failing.put(B, refused());
        failing.put(C, refused());
        Tries tries = given("policy");
        for (int i = 1; i <= 3; i++) {
            assertThatThrownBy(() -> upstream.call("policy")).isInstanceOf(Failure.class);
            assertThat(attempts).hasSize(i).doesNotHaveDuplicates();
            assertThat(tries.others()).isEqualTo(i < 3);
        }
        assertThatThrownBy(() -> upstream.call("policy")).isInstanceOf(Failure.class);
        assertThat(attempts).as("another round begins").hasSize(4);
        assertThat(count(UpstreamMetrics::retries)).isEqualTo(3);
    }

    @Test
    void anAttemptThatIsWorthMakingElsewhereOnlyIsNotMadeWhereOneWas() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        Tries tries = given("policy");
        Endpoint first = upstream.call("policy").from;
        given.put("hedge", tries.elsewhere());

        assertThat(upstream.call("hedge").from).isNotEqualTo(first);
        assertThatThrownBy(() -> upstream.call("hedge"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.NO_ENDPOINT));
        assertThat(attempts).hasSize(2);
    }

    @Test
    void aReplyThatTellsOfAFailureTellsWhetherThereAreOthers() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A);
        Tries tries = given("fail");
        upstream.call("fail");
        assertThat(tries.others()).isFalse();
        tell.accept(List.of(A, B, C));
        upstream.call("fail");
        assertThat(tries.others()).isTrue();
        assertThat(attempts).doesNotHaveDuplicates();
    }

    @Test
    void callsGoToEachInTurn() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        Endpoint first = upstream.call("x").from;
        Endpoint second = upstream.call("x").from;
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(A, B);
        assertThat(upstream.call("x").from).isEqualTo(first);
    }

    @Test
    void anExchangeCountsUntilItEnds() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.LEAST_CONNECTIONS, A);
        Reply reply = upstream.call("x");
        assertThat(upstream.status().getFirst().inFlight()).isEqualTo(1);
        reply.end.complete(Outcome.DONE);
        assertThat(upstream.status().getFirst().inFlight()).isZero();
        assertThat(upstream.status().getFirst().responseNanos()).isBetween(900_000L, 1_100_000L);
    }

    @Test
    void whenAnEndpointCertainlyDidNotActAnotherOneIsTried() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B, C);
        failing.put(A, refused());
        failing.put(B, refused());
        assertThat(upstream.call("x").from).isEqualTo(C);
        assertThat(upstream.call("x").from).isEqualTo(C);
        assertThat(upstream.status())
                .filteredOn(status -> status.inFlight() > 0)
                .hasSize(1);
        assertThat(count(UpstreamMetrics::retries)).isBetween(2L, 4L);
    }

    @Test
    void threeAreTriedAtMostAndNobodyTwice() {
        Upstream<String, Reply> upstream = upstream(Algorithm.RANDOM, A, B, C, D);
        List.of(A, B, C, D).forEach(endpoint -> failing.put(endpoint, refused()));
        assertThatThrownBy(() -> upstream.call("x")).isSameAs(failing.get(find(attempts.getLast())));
        assertThat(attempts).hasSize(3).doesNotHaveDuplicates();
        assertThat(upstream.status()).allMatch(status -> status.inFlight() == 0);
    }

    private static Endpoint find(String address) {
        return List.of(A, B, C, D).stream()
                .filter(endpoint -> endpoint.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatMayHaveBeenActedUponIsNotSentAgain() {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        Failure reset = Failure.upstream(Failure.Kind.RESET, false, "reset");
        failing.put(A, reset);
        failing.put(B, reset);
        assertThatThrownBy(() -> upstream.call("x")).isSameAs(reset);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void aStaleConnectionDoesNotSpeakAgainstItsEndpoint() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A);
        failing.put(A, Failure.upstream(Failure.Kind.STALE, true, "closed as we used it"));
        assertThat(upstream.call("x").from).isEqualTo(A);
        assertThat(attempts).hasSize(2);
        assertThat(upstream.status().getFirst().responseNanos()).isLessThan(SECOND / 100);
    }

    @Test
    void aRequestThatCannotBeReplayedIsSentOnce() {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        failing.put(A, refused());
        failing.put(B, refused());
        assertThatThrownBy(() -> upstream.call("once")).isInstanceOf(Failure.class);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void anEndpointThatIsDownGetsNothing() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        down.add(A);
        timers.advanceNanos(30 * SECOND);
        for (int i = 0; i < 10; i++) {
            assertThat(upstream.call("x").from).isEqualTo(B);
        }
        assertThat(upstream.panics()).isFalse();
    }

    @Test
    void whenAllAreDownAllAreTriedAndItIsCounted() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        down.add(A);
        down.add(B);
        timers.advanceNanos(30 * SECOND);
        Set<Endpoint> met = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            met.add(upstream.call("x").from);
        }
        assertThat(met).containsExactlyInAnyOrder(A, B);
        assertThat(upstream.panics()).isTrue();
        assertThat(count(UpstreamMetrics::panics)).isEqualTo(4);
        down.clear();
        timers.advanceNanos(30 * SECOND);
        upstream.call("x");
        assertThat(upstream.panics()).isFalse();
    }

    @Test
    void ifThoseThatAreUpRefuseThoseThatAreDownAreNotTried() {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        down.add(A);
        timers.advanceNanos(30 * SECOND);
        failing.put(B, refused());
        assertThatThrownBy(() -> upstream.call("x")).isSameAs(failing.get(B));
        assertThat(attempts).containsExactly(B.address());
    }

    @Test
    void withoutEndpointsTheCallFails() {
        Upstream<String, Reply> upstream = upstream(Algorithm.LEAST_RESPONSE_TIME);
        assertThatThrownBy(() -> upstream.call("x"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.NO_ENDPOINT));
        assertThat(count(UpstreamMetrics::nobody)).isEqualTo(1);
        assertThat(count(UpstreamMetrics::panics)).isZero();
    }

    @Test
    void oneThatLeavesServesItsLastExchangeToTheEnd() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A);
        Reply reply = upstream.call("x");
        tell.accept(List.of(B));
        assertThat(closedWays).isEmpty();
        assertThat(upstream.call("x").from).isEqualTo(B);
        reply.end.complete(Outcome.DONE);
        assertThat(closedWays).containsExactly(A);
    }

    @Test
    void whoStaysOnTheListKeepsHisStateWhateverHisWeight() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.LEAST_CONNECTIONS, A);
        upstream.call("x");
        tell.accept(List.of(B, new Endpoint(A.host(), A.port(), 5), B));
        assertThat(upstream.status()).hasSize(2);
        assertThat(upstream.status().get(1).inFlight()).isEqualTo(1);
        assertThat(upstream.status().get(1).weight()).isEqualTo(5);
        assertThat(closedWays).isEmpty();
    }

    @Test
    void theSameKeyGoesToTheSameEndpoint() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.CONSISTENT_HASH, A, B, C);
        Set<Endpoint> met = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Reply reply = upstream.call("alice");
            reply.end.complete(Outcome.DONE);
            met.add(reply.from);
        }
        assertThat(met).hasSize(1);
    }

    @Test
    void aReplyThatTellsOfAFailureIsNotAFastOne() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.LEAST_RESPONSE_TIME, A);
        upstream.call("fail");
        assertThat(upstream.status().getFirst().responseNanos()).isGreaterThan(900_000_000L);
    }

    @Test
    void closingLetsGoOfEverything() throws Exception {
        Upstream<String, Reply> upstream = upstream(Algorithm.ROUND_ROBIN, A, B);
        upstream.call("x").end.complete(Outcome.DONE);
        upstream.close();
        upstream.close();
        assertThat(closedWays).containsExactlyInAnyOrder(A, B);
        assertThat(timers.pending()).isZero();
        assertThatThrownBy(() -> upstream.call("x")).isInstanceOf(Failure.class);
    }
}
