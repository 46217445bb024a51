package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static io.telpher.app.e2e.RunningTelpher.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Balancing and health, with an nginx for each endpoint. */
class BalancingTest {
    @TempDir
    private Path folder;

    private final List<RealNginx> origins = new ArrayList<>();

    private RunningTelpher start(String balance, int count) throws Exception {
        List<String> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path own = Files.createDirectory(folder.resolve("origin-" + i));
            RealNginx origin = RealNginx.serving(own, "location / { return 200 " + i + "; }");
            origins.add(origin);
            endpoints.add("{address: \"" + origin.address() + "\", weight: " + (count - i) + "}");
        }
        return RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  web:
                    endpoints: [%s]
                    balance: %s
                    health: {http: /health, interval: 100ms, timeout: 10s}
                routes: [{match: {path: /**}, to: web}]
                """.formatted(String.join(", ", endpoints), balance));
    }

    private void stop() {
        origins.forEach(RealNginx::close);
    }

    private static TreeMap<String, Integer> answers(RunningTelpher telpher, int count) throws Exception {
        TreeMap<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            seen.merge(get(telpher.url("/")), 1, Integer::sum);
        }
        return seen;
    }

    @Test
    void endpointsServeInTurnAndOneThatDiesLeavesWithoutErrors() throws Exception {
        try (RunningTelpher telpher = start("round-robin", 3)) {
            assertThat(answers(telpher, 9))
                    .containsOnly(
                            java.util.Map.entry("0", 3), java.util.Map.entry("1", 3), java.util.Map.entry("2", 3));

            origins.get(1).close();
            Eventually.see(telpher::metrics, seen -> healthy(seen) == 2);
            assertThat(answers(telpher, 10).keySet()).isEqualTo(Set.of("0", "2"));

            origins.get(0).close();
            origins.get(2).close();
            Eventually.see(telpher::metrics, seen -> healthy(seen) == 0);
            assertThat(status(telpher.url("/"))).isEqualTo(502);
            assertThat(telpher.metrics().sum("telpher_upstream_panic_total", "upstream=\"web\""))
                    .as("nobody is healthy: everybody is tried")
                    .isPositive();
            assertThat(get(telpher.adminUrl("/health/deep"))).contains("\"unhealthy\"");
        } finally {
            stop();
        }
    }

    private static double healthy(Exposition seen) {
        return seen.sum("telpher_endpoint_healthy", "upstream=\"web\"");
    }

    @Test
    void weightsThreeTwoOneGiveHalfAThirdAndASixth() throws Exception {
        try (RunningTelpher telpher = start("weighted-round-robin", 3)) {
            assertThat(answers(telpher, 12))
                    .containsOnly(
                            java.util.Map.entry("0", 6), java.util.Map.entry("1", 4), java.util.Map.entry("2", 2));
        } finally {
            stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"least-connections", "least-response-time", "random"})
    void theOthersServeToo(String balance) throws Exception {
        try (RunningTelpher telpher = start(balance, 2)) {
            assertThat(answers(telpher, 6).keySet()).isSubsetOf("0", "1");
        } finally {
            stop();
        }
    }

    @Test
    void theSameKeyGoesToTheSameEndpoint() throws Exception {
        try (RunningTelpher telpher = start("{consistent-hash: {on: \"header:x-user\"}}", 3)) {
            Set<String> all = new java.util.TreeSet<>();
            for (String user : List.of("ada", "bob", "eve", "kim", "lee", "mia", "noa", "pat", "sam", "tom")) {
                String first = get("-H", "X-User: " + user, telpher.url("/"));
                assertThat(get("-H", "X-User: " + user, telpher.url("/"))).isEqualTo(first);
                all.add(first);
            }
            assertThat(all).hasSizeGreaterThan(1);
        } finally {
            stop();
        }
    }
}
