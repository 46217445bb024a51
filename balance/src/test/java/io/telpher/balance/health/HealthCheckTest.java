package io.telpher.balance.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final long SECOND = 1_000_000_000L;
    private static final HealthConfig HTTP = new HealthConfig(new HealthConfig.Check.Http("/health"));
    private static final HealthConfig TCP = new HealthConfig(new HealthConfig.Check.Tcp());
    private static final Endpoint ONE = new Endpoint("10.0.0.1", 80);

    private final ManualTimers timers = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private final Map<HealthConfig.Check, Boolean> answers = new HashMap<>();
    private final List<Long> asked = new ArrayList<>();
    private final EndpointRegistry registry = registry(Runnable::run);

    private EndpointRegistry registry(Executor executor) {
        return new EndpointRegistry(timers, executor, this::probe, metrics);
    }

    private Probe probe(HealthConfig.Check check) {
        return (endpoint, timeoutNanos) -> {
            asked.add(timers.nanos());
            boolean well = answers.getOrDefault(check, true);
            return new Probe.Answer(well, well ? "HTTP 200" : "HTTP 503");
        };
    }

    private long gauge(String upstream) {
        return EndpointMetrics.healthy(metrics).with(upstream, ONE.address()).value();
    }

    @Test
    void theFirstCheckIsAtOnceAndThenOneInEveryInterval() {
        registry.hold("web", ONE, HTTP);
        assertThat(asked).hasSize(1);
        timers.advanceNanos(100 * SECOND);
        assertThat(asked).hasSizeBetween(10, 12);
        for (int i = 2; i < asked.size(); i++) {
            assertThat(asked.get(i) - asked.get(i - 1)).isEqualTo(10 * SECOND);
        }
    }

    @Test
    void twoFailuresTakeItDownAndTwoSuccessesBringItBack() {
        EndpointRegistry.Hold hold = registry.hold("web", ONE, HTTP);
        assertThat(gauge("web")).isEqualTo(1);
        answers.put(HTTP.check(), false);
        timers.advanceNanos(10 * SECOND);
        assertThat(hold.seat().health.healthy()).isTrue();
        timers.advanceNanos(10 * SECOND);
        assertThat(hold.seat().health.healthy()).isFalse();
        assertThat(gauge("web")).isZero();
        answers.put(HTTP.check(), true);
        timers.advanceNanos(10 * SECOND);
        assertThat(hold.seat().health.healthy()).isFalse();
        timers.advanceNanos(10 * SECOND);
        assertThat(hold.seat().health.healthy()).isTrue();
        assertThat(gauge("web")).isEqualTo(1);
    }

    @Test
    void twoUpstreamsWithTheSameCheckShareIt() {
        EndpointRegistry.Hold one = registry.hold("web", ONE, HTTP);
        EndpointRegistry.Hold other = registry.hold("api", ONE, HTTP);
        assertThat(asked).hasSize(1);
        assertThat(other.seat().health).isSameAs(one.seat().health);
        assertThat(other.seat().load).isNotSameAs(one.seat().load);
        one.close();
        timers.advanceNanos(30 * SECOND);
        assertThat(asked).hasSizeGreaterThan(2);
        other.close();
        int last = asked.size();
        timers.advanceNanos(30 * SECOND);
        assertThat(asked).hasSize(last);
        assertThat(timers.pending()).isZero();
    }

    @Test
    void anAddressIsDownIfAnyOfItsChecksSaysSoAndForEverybody() {
        EndpointRegistry.Hold http = registry.hold("web", ONE, HTTP);
        EndpointRegistry.Hold tcp = registry.hold("api", ONE, TCP);
        EndpointRegistry.Hold none = registry.hold("raw", ONE, null);
        answers.put(HTTP.check(), false);
        timers.advanceNanos(30 * SECOND);
        assertThat(tcp.seat().health.healthy()).isFalse();
        assertThat(none.seat().health.healthy()).isFalse();
        assertThat(gauge("api")).isZero();
        http.close();
        assertThat(tcp.seat().health.healthy())
                .as("nobody asks by HTTP any more")
                .isTrue();
    }

    @Test
    void anAnswerThatDoesNotComeIsAFailureAndALateOneCountsForNothing() {
        List<Runnable> stuck = new ArrayList<>();
        EndpointRegistry.Hold hold = registry(stuck::add).hold("web", ONE, HTTP);
        timers.advanceNanos(30 * SECOND);
        assertThat(hold.seat().health.healthy()).isFalse();
        assertThat(hold.seat().health.detail()).contains("no answer within");
        stuck.removeLast();
        stuck.forEach(Runnable::run);
        assertThat(hold.seat().health.healthy()).isFalse();
    }

    @Test
    void aCheckSlowerThanItsIntervalIsAskedOneQuestionAtATime() {
        HealthConfig slow = new HealthConfig(HTTP.check(), Duration.ofSeconds(1), Duration.ofSeconds(5), 2, 2);
        List<Runnable> stuck = new ArrayList<>();
        EndpointRegistry.Hold hold = registry(stuck::add).hold("web", ONE, slow);
        timers.advanceNanos(20 * SECOND);
        assertThat(stuck).hasSize(5);
        assertThat(hold.seat().health.healthy()).isFalse();
    }

    @Test
    void aProbeThatBreaksIsAFailure() {
        EndpointRegistry broken = new EndpointRegistry(
                timers,
                Runnable::run,
                _ -> (endpoint, timeoutNanos) -> {
                    throw new IllegalStateException("a bug");
                },
                metrics);
        EndpointRegistry.Hold hold = broken.hold("web", ONE, HTTP);
        timers.advanceNanos(10 * SECOND);
        assertThat(hold.seat().health.healthy()).isFalse();
    }

    @Test
    void manyEndpointsAreNotAskedInOneBurst() {
        for (int i = 1; i <= 100; i++) {
            registry.hold("web", new Endpoint("10.0.0." + i, 80), HTTP);
        }
        asked.clear();
        timers.advanceNanos(10 * SECOND);
        Map<Long, Integer> perSecond = new TreeMap<>();
        asked.forEach(at -> perSecond.merge(at / SECOND, 1, Integer::sum));
        assertThat(perSecond.values()).allMatch(count -> count < 40);
        assertThat(perSecond).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void whoTakesHoldBeforeTheOtherLetsGoFindsWhatWasKnown() {
        EndpointRegistry.Hold before = registry.hold("web", ONE, HTTP);
        answers.put(HTTP.check(), false);
        timers.advanceNanos(20 * SECOND);
        before.seat().load.begin();
        EndpointRegistry.Hold after = registry.hold("web", ONE, HTTP);
        before.close();
        before.close();
        assertThat(after.seat().health.healthy()).isFalse();
        assertThat(after.seat().load.inFlight()).isEqualTo(1);
        assertThat(gauge("web")).isZero();
    }
}
