package io.telpher.balance;

import static io.telpher.balance.Scene.SECOND;
import static io.telpher.balance.Scene.endpoint;
import static io.telpher.balance.Scene.endpoints;
import static io.telpher.balance.Scene.state;
import static io.telpher.balance.Scene.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.EndpointEvent;
import io.telpher.balance.health.EndpointState;
import io.telpher.core.Endpoint;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds whatever happens, for every algorithm. */
class DegradationPropertiesTest {

    @Property(tries = 60)
    void ejectionsNeverExceedTheCapAndCallsAlwaysFindSomebody(
            @ForAll Algorithm algorithm,
            @ForAll @IntRange(min = 1, max = 8) int size,
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 31) Integer> doings)
            throws Exception {
        Scene scene = new Scene(algorithm, Degradation.DEFAULT);
        var upstream = scene.start("web", size);
        int listed = size;
        for (int doing : doings) {
            Endpoint one = endpoint(doing / 4);
            switch (doing % 4) {
                case 0 -> scene.failing.add(one);
                case 1 -> scene.failing.remove(one);
                case 2 -> toggle(scene.down, one);
                default -> {
                    listed = doing / 4 + 1;
                    scene.list(endpoints(listed));
                }
            }
            scene.calls(upstream, 40, SECOND / 10);
            long ejected = upstream.status().stream()
                    .filter(status -> status.state() == EndpointState.EJECTED)
                    .count();
            assertThat(ejected).isLessThanOrEqualTo(listed / 2);
        }
        upstream.close();
        assertThat(scene.timers.pending()).isZero();
    }

    private static void toggle(java.util.Set<Endpoint> set, Endpoint one) {
        if (!set.remove(one)) {
            set.add(one);
        }
    }

    @Property(tries = 60)
    void oneThatReturnsGetsItsPartAndNotMoreByEveryAlgorithm(
            @ForAll Algorithm algorithm, @ForAll @IntRange(min = 2, max = 8) int size, @ForAll boolean lasting)
            throws Exception {
        Scene scene = new Scene(algorithm, Degradation.DEFAULT);
        var upstream = scene.start("web", size);
        scene.down.add(endpoint(0));
        scene.seconds(20);
        scene.down.clear();
        while (state(upstream, 0) != EndpointState.RETURNING) {
            scene.seconds(1);
        }
        for (int percent : List.of(10, 50)) {
            assertThat(status(upstream, endpoint(0)).percent()).isEqualTo(percent);
            int calls = 1_000;
            int given = calls(scene, upstream, calls, lasting && algorithm != Algorithm.CONSISTENT_HASH);
            double share = percent / (100.0 * (size - 1) + percent);
            if (algorithm == Algorithm.CONSISTENT_HASH) { // of its keys, whose number is chance
                assertThat(given)
                        .isBetween((int) (0.3 * percent * calls / 100 / size), 2 * percent * calls / 100 / size);
            } else {
                assertThat(given).isLessThanOrEqualTo((int) Math.ceil(share * calls) + 1);
                assertThat(given).isGreaterThanOrEqualTo((int) (share * calls * 0.5));
            }
            scene.seconds(10);
        }
    }

    private static int calls(Scene scene, Upstream<String, Scene.Reply> upstream, int count, boolean lasting)
            throws Exception {
        if (!lasting) {
            return scene.calls(upstream, count, 1_000).getOrDefault(endpoint(0), 0);
        }
        int given = 0;
        for (int i = 0; i < count; i++) { // the newcomer is always the one with the least to do
            given += upstream.call("lasts").from().equals(endpoint(0)) ? 1 : 0;
        }
        Map.copyOf(scene.open).keySet().forEach(scene::endAll);
        return given;
    }

    @Property(tries = 40)
    void everyDrainEndsOnceWhateverEndsFirst(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 90) Integer> ends, @ForAll boolean twice)
            throws Exception {
        Scene scene = new Scene(Algorithm.ROUND_ROBIN, Degradation.DEFAULT);
        var upstream = scene.start("web", 1);
        for (int seconds : ends) {
            var end = upstream.call("lasts").end();
            scene.timers.after(seconds * SECOND, () -> end.complete(io.telpher.core.Outcome.DONE));
        }
        upstream.drain(endpoint(0).address(), true);
        if (twice) {
            upstream.drain(endpoint(0).address(), true);
        }
        scene.seconds(100);
        assertThat(scene.told(0)).containsExactly(EndpointEvent.Kind.DRAINING, EndpointEvent.Kind.REMOVED);
        assertThat(status(upstream, endpoint(0)).inFlight()).isZero();
        long late = ends.stream().filter(seconds -> seconds > 60).count();
        assertThat(scene.count(
                        "telpher_endpoint_forced_total", "web", endpoint(0).address()))
                .isEqualTo(late);
    }
}
