package io.telpher.balance;

import static io.telpher.balance.Scene.SECOND;
import static io.telpher.balance.Scene.endpoint;
import static io.telpher.balance.Scene.endpoints;
import static io.telpher.balance.Scene.state;
import static io.telpher.balance.Scene.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.DrainConfig;
import io.telpher.balance.health.EndpointEvent;
import io.telpher.balance.health.EndpointEvent.Kind;
import io.telpher.balance.health.EndpointState;
import io.telpher.balance.health.OutlierConfig;
import io.telpher.balance.health.RampConfig;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an endpoint leaves and comes back, step by step. */
class DegradationTest {
    private static final Endpoint A = endpoint(0);
    private static final Endpoint B = endpoint(1);

    private final Scene scene = new Scene(Algorithm.ROUND_ROBIN, Degradation.DEFAULT);

    @Test
    void whoFailsFiveTimesInARowIsEjectedForThirtySecondsAndComesBackByTenFiftyAndAHundredPercent() throws Exception {
        var upstream = scene.start("web", 4);
        scene.failing.add(A);
        scene.calls(upstream, 40, SECOND / 100);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
        assertThat(status(upstream, A).detail()).contains("5 failures in a row");
        scene.failing.clear();
        assertThat(scene.calls(upstream, 290, SECOND / 10)).doesNotContainKey(A);
        scene.seconds(1);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
        assertThat(status(upstream, A).percent()).isEqualTo(10);
        assertThat(share(scene.calls(upstream, 900, SECOND / 100))).isBetween(0.025, 0.04); // 0.1 of 3.1
        scene.seconds(1);
        assertThat(status(upstream, A).percent()).isEqualTo(50);
        assertThat(share(scene.calls(upstream, 900, SECOND / 100))).isBetween(0.13, 0.15); // 0.5 of 3.5
        scene.seconds(1);
        assertThat(status(upstream, A).percent()).isEqualTo(100);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
        assertThat(share(scene.calls(upstream, 900, SECOND / 100))).isEqualTo(0.25);
        scene.seconds(1);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.HEALTHY);
        assertThat(scene.told(0)).containsExactly(Kind.EJECTED, Kind.RETURNING, Kind.BACK);
        assertThat(scene.count("telpher_endpoint_ejections_total", "web", A.address()))
                .isEqualTo(1);
    }

    @Test
    void whoseAnswersTellOnlyAtTheirEndThatTheyFailedIsEjectedAsWell() throws Exception {
        var upstream = scene.start("web", 4);
        scene.failingLate.add(A);
        scene.calls(upstream, 40, SECOND / 100);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
        assertThat(status(upstream, A).detail()).contains("5 failures in a row");
    }

    private static double share(Map<Endpoint, Integer> met) {
        return met.getOrDefault(A, 0)
                / (double) met.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void theSecondEjectionLastsTwiceAsLong() throws Exception {
        var upstream = scene.start("web", 2);
        scene.failing.add(A);
        scene.calls(upstream, 20, 0);
        scene.seconds(31);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
        scene.calls(upstream, 200, SECOND / 100);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
        scene.seconds(55);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
        scene.seconds(5);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
    }

    @Test
    void whoFailsHalfOfTheTimeIsEjectedAtTheEndOfTheInterval() throws Exception {
        var upstream = scene.start("web", 3);
        for (int i = 0; i < 150; i++) {
            if (i % 6 < 3) {
                scene.failing.add(A);
            } else {
                scene.failing.clear();
            }
            upstream.call("x");
        }
        scene.failing.clear();
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.HEALTHY);
        scene.seconds(10);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
        assertThat(status(upstream, A).detail()).contains("25 of 50 answers were failures, of the others' 0 of 100");
    }

    @Test
    void whatFailsEverywhereEjectsNobody() throws Exception {
        var upstream = scene.start("web", 4);
        scene.failing.addAll(endpoints(4));
        scene.calls(upstream, 400, SECOND / 10);
        assertThat(upstream.status()).allMatch(status -> status.state() == EndpointState.HEALTHY);
        assertThat(scene.events).isEmpty();
    }

    @Test
    void halfOfTheEndpointsAtMostAreOutByEjections() throws Exception {
        var upstream = scene.start("web", 4);
        scene.down.add(endpoint(3));
        scene.seconds(20);
        assertThat(state(upstream, 3)).isEqualTo(EndpointState.DOWN);
        scene.failing.add(A);
        scene.calls(upstream, 60, SECOND / 100);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
        scene.failing.add(B);
        scene.calls(upstream, 60, SECOND / 100);
        assertThat(state(upstream, 1)).isEqualTo(EndpointState.HEALTHY);
        assertThat(scene.count("telpher_upstream_ejections_refused_total", "web"))
                .isPositive();
    }

    @Test
    void aSingleEndpointIsNeverEjected() throws Exception {
        var upstream = scene.start("web", 1);
        scene.failing.add(A);
        scene.calls(upstream, 100, SECOND);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.HEALTHY);
    }

    @Test
    void oneTruthHoldsForAllUpstreamsButNoneIsEmptiedByIt() throws Exception {
        var web = scene.start("web", 2);
        var api = scene.start("api", 2);
        var alone = scene.start("alone", 1);
        scene.failing.add(A);
        scene.calls(web, 20, 0);
        assertThat(state(web, 0)).isEqualTo(EndpointState.EJECTED);
        assertThat(state(api, 0)).isEqualTo(EndpointState.EJECTED);
        assertThat(state(alone, 0)).isEqualTo(EndpointState.HEALTHY);
    }

    @Test
    void whoFailsOnTheRampFallsBackAStep() throws Exception {
        var upstream = scene.start("web", 2);
        scene.down.add(A);
        scene.seconds(20);
        scene.down.clear();
        scene.seconds(20);
        scene.seconds(status(upstream, A).percent() == 10 ? 10 : 0);
        assertThat(status(upstream, A).percent()).isEqualTo(50);
        for (int i = 0; i < 60 && status(upstream, A).percent() == 50; i++) {
            if (i % 4 == 0) {
                scene.failing.add(A);
            }
            scene.calls(upstream, 3, SECOND / 10);
            scene.failing.clear();
        }
        assertThat(status(upstream, A).percent()).isEqualTo(10);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
        assertThat(scene.told(0)).doesNotContain(Kind.EJECTED, Kind.BACK);
    }

    @Test
    void anOperatorDrainsAnEndpointInSevenStepsAndTakesItBack() throws Exception {
        var upstream = scene.start("web", 2);
        upstream.call("lasts");
        upstream.call("lasts");
        assertThat(upstream.drain(A.address(), true)).isTrue();
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.DRAINING);
        assertThat(status(upstream, A).detail()).contains("step 4 of 7", "an operator asked for it");
        assertThat(scene.calls(upstream, 50, 0)).doesNotContainKey(A);
        scene.seconds(20);
        scene.endAll(A);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.REMOVED);
        assertThat(scene.count("telpher_endpoint_forced_total", "web", A.address()))
                .isZero();
        for (String step : List.of("asked", "marked", "closed", "finishing", "waited", "forced", "removed")) {
            assertThat(scene.count("telpher_upstream_drain_steps_total", "web", step))
                    .as(step)
                    .isEqualTo(1);
        }
        assertThat(scene.closedWays).isEmpty();
        upstream.drain(A.address(), false);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
        scene.seconds(30);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.HEALTHY);
        assertThat(scene.told(0)).containsExactly(Kind.DRAINING, Kind.REMOVED, Kind.RETURNING, Kind.BACK);
    }

    @Test
    void whatHasNotEndedAfterSixtySecondsIsClosed() throws Exception {
        var upstream = scene.start("web", 1);
        upstream.call("lasts");
        upstream.call("lasts");
        upstream.drain(A.address(), true);
        scene.seconds(59.9);
        assertThat(scene.open.get(A)).hasSize(2);
        scene.seconds(0.1);
        assertThat(scene.open).isEmpty();
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.REMOVED);
        assertThat(scene.count("telpher_endpoint_forced_total", "web", A.address()))
                .isEqualTo(2);
    }

    @Test
    void whatOutlivesItsClosingIsClosedAgain() throws Exception {
        var upstream = scene.start("web", 1);
        scene.deafTo = 2;
        upstream.call("lasts");
        upstream.drain(A.address(), true);
        scene.seconds(61.9);
        assertThat(scene.open).hasSize(1);
        scene.seconds(0.1);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.REMOVED);
        assertThat(scene.count("telpher_endpoint_forced_total", "web", A.address()))
                .isEqualTo(1);
    }

    @Test
    void whoIsDrainedByAnOperatorGetsNothingEvenIfNobodyIsLeft() throws Exception {
        var upstream = scene.start("web", 1);
        upstream.drain(A.address(), true);
        assertThatThrownBy(() -> upstream.call("x"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.NO_ENDPOINT));
        assertThat(upstream.panics()).isFalse();
        assertThat(upstream.drain("10.9.9.9:80", true)).isFalse();
    }

    @Test
    void whoSaysThatItIsGoingIsBelievedAtOnceAndUntilItIsWellAgain() throws Exception {
        var upstream = scene.start("web", 2);
        scene.going.add(A);
        scene.seconds(10);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.REMOVED);
        scene.going.clear();
        scene.down.add(A); // it has been shut down, as it said
        scene.seconds(60);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.REMOVED);
        assertThat(scene.told(0)).containsExactly(Kind.DRAINING, Kind.REMOVED);
        scene.down.clear();
        scene.seconds(20);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.RETURNING);
    }

    @Test
    void whoLeavesTheListIsDrainedAndSeenUntilItIsGone() throws Exception {
        var upstream = scene.start("web", 2);
        upstream.call("lasts");
        upstream.call("lasts");
        scene.list(List.of(B));
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.DRAINING);
        assertThat(scene.calls(upstream, 10, 0)).doesNotContainKey(A);
        assertThat(scene.closedWays).isEmpty();
        scene.seconds(60);
        assertThat(scene.closedWays).containsExactly(A);
        assertThat(upstream.status()).hasSize(1);
        assertThat(scene.told(0)).containsExactly(Kind.DRAINING, Kind.REMOVED);
        assertThat(scene.metrics.gauges().get("telpher_endpoint_state").with("web", B.address()))
                .extracting(gauge -> gauge.value())
                .isEqualTo(0L);
    }

    @Test
    void aConfigurationThatTakesOverDrainsNobodyAndKeepsWhatIsKnown() throws Exception {
        var before = scene.start("web", 2);
        before.call("lasts");
        before.call("lasts");
        before.drain(B.address(), true);
        var after = scene.start("web", 2);
        before.close();
        scene.seconds(120);
        assertThat(scene.open).containsOnlyKeys(A);
        assertThat(state(after, 0)).isEqualTo(EndpointState.HEALTHY);
        assertThat(state(after, 1)).isEqualTo(EndpointState.REMOVED);
        assertThat(after.status()).hasSize(2);
    }

    @Test
    void whoIsDownMayFinishForSixtySecondsUnlessAllAreDown() throws Exception {
        var upstream = scene.start("web", 2);
        upstream.call("lasts");
        upstream.call("lasts");
        scene.down.add(A);
        scene.seconds(20);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.DOWN);
        scene.down.add(B);
        scene.seconds(100);
        assertThat(upstream.panics()).isTrue();
        assertThat(scene.open).hasSize(2);
        scene.down.remove(B);
        scene.seconds(90);
        assertThat(scene.open).doesNotContainKey(A).containsKey(B);
    }

    @Test
    void whoIsNewBesideOthersBeginsOnTheRampAndTheFirstOnesDoNot() throws Exception {
        var upstream = scene.start("web", 3);
        assertThat(upstream.status()).allMatch(status -> status.percent() == 100);
        scene.list(endpoints(4));
        assertThat(status(upstream, endpoint(3)).percent()).isEqualTo(10);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.HEALTHY);
        assertThat(scene.calls(upstream, 310, 0).get(endpoint(3))).isBetween(8, 12);
    }

    @Test
    void ifAllComeBackTogetherTheyShareAsAlways() throws Exception {
        var upstream = scene.start("web", 4);
        scene.down.addAll(endpoints(4));
        scene.seconds(20);
        assertThat(scene.events).extracting(EndpointEvent::kind).contains(Kind.PANIC);
        scene.down.clear();
        scene.seconds(20);
        assertThat(scene.events).extracting(EndpointEvent::kind).contains(Kind.PANIC_OVER);
        assertThat(scene.calls(upstream, 400, 0).values())
                .allSatisfy(count -> assertThat(count).isBetween(90, 110));
    }

    @Test
    void belowThePanicThresholdAllAreTried() throws Exception {
        Scene half = new Scene(
                Algorithm.ROUND_ROBIN,
                new Degradation(OutlierConfig.DEFAULT, DrainConfig.DEFAULT, RampConfig.DEFAULT, 50));
        var upstream = half.start("web", 3);
        half.down.add(A);
        half.seconds(20);
        assertThat(half.calls(upstream, 9, 0)).doesNotContainKey(A);
        half.down.add(B);
        half.seconds(20);
        assertThat(half.calls(upstream, 9, 0)).hasSize(3);
        assertThat(half.count("telpher_upstream_panic_total", "web")).isEqualTo(9);
    }

    @Test
    void whatARefusedConfigurationSaidDoesNotHold() throws Exception {
        var upstream = scene.start("web", 4);
        var refused =
                scene.start("web", 4, new Degradation(OutlierConfig.NONE, DrainConfig.DEFAULT, RampConfig.DEFAULT, 0));
        refused.close();
        scene.failing.add(A);
        scene.calls(upstream, 40, SECOND / 100);
        assertThat(state(upstream, 0)).isEqualTo(EndpointState.EJECTED);
    }

    @Test
    void afterTheLastCloseNothingWaitsForTime() throws Exception {
        var upstream = scene.start("web", 2);
        scene.failing.add(A);
        scene.calls(upstream, 20, 0);
        scene.registry.beQuiet();
        int before = scene.events.size();
        upstream.close();
        assertThat(scene.timers.pending()).isZero();
        assertThat(scene.events).hasSize(before);
    }
}
