package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routing by weight and stickiness, with an nginx for each endpoint and curl as the browser. */
class RoutingTest {
    @TempDir
    private Path folder;

    private final Map<String, RealNginx> origins = new LinkedHashMap<>();

    @AfterEach
    void stop() {
        origins.values().forEach(RealNginx::close);
    }

    /** Starts an endpoint that answers with its name. @return its address, as YAML */
    private String origin(String name) throws Exception {
        Path own = Files.createDirectory(folder.resolve("origin-" + name));
        RealNginx origin = RealNginx.serving(own, """
                location / { return 200 NAME; }
                location /whole { proxy_pass http://$server_addr:$server_port/; } # reads all of the request first
                """.replace("NAME", name));
        origins.put(name, origin);
        return '"' + origin.address() + '"';
    }

    private RunningTelpher start(String sticky, String route) throws Exception {
        return RunningTelpher.start(
                folder, """
                listeners: [{http: 0}]
                upstreams:
                  web:
                    endpoints: [%s, %s, %s]
                    health: {http: /health, interval: 100ms, timeout: 10s}
                    %s
                  canary:
                    endpoints: [%s]
                    health: {http: /health, interval: 100ms, timeout: 10s}
                routes:
                  - {match: {path: /**}, %s}
                  - {match: {path: /only-web}, to: web}
                  - {match: {path: /only-canary}, to: canary}
                """.formatted(origin("a"), origin("b"), origin("c"), sticky, origin("z"), route));
    }

    private static double wellEndpoints(Exposition seen, String upstream) {
        return seen.sum("telpher_endpoint_healthy", "upstream=\"" + upstream + "\"");
    }

    @Test
    void aRouteIsSharedByWeight() throws Exception {
        try (RunningTelpher telpher = start("", "to: {web: 3, canary: 1}")) {
            Map<String, Integer> seen = new TreeMap<>();
            for (int i = 0; i < 40; i++) {
                seen.merge(get(telpher.url("/")).equals("z") ? "canary" : "web", 1, Integer::sum);
            }
            assertThat(seen.get("canary")).isBetween(8, 12);
            assertThat(seen.get("web")).isBetween(28, 32);
            assertThat(telpher.logged(line -> line.path("upstream").asText().equals("canary"))
                            .path("path")
                            .asText())
                    .isEqualTo("/");
            assertThat(telpher.metrics().sum("telpher_http_requests_total", "upstream=\"canary\""))
                    .isEqualTo(seen.get("canary").doubleValue());
        }
    }

    @Test
    void aUserKeepsTheVariantAndGoesElsewhereWhileItIsDown() throws Exception {
        try (RunningTelpher telpher = start("", "to: {web: 1, canary: 1}, sticky: \"header:X-User\"")) {
            Map<String, Boolean> canary = new HashMap<>();
            for (int user = 0; user < 12; user++) {
                String header = "X-User: " + user;
                canary.put(header, get("-H", header, telpher.url("/")).equals("z"));
                assertThat(get("-H", header, telpher.url("/")).equals("z")).isEqualTo(canary.get(header));
            }
            assertThat(canary.values()).contains(true, false);

            origins.get("z").close();
            Eventually.see(telpher::metrics, seen -> wellEndpoints(seen, "canary") == 0);
            for (String header : canary.keySet()) {
                assertThat(get("-H", header, telpher.url("/"))).isIn("a", "b", "c");
            }
            assertThat(telpher.metrics().sum("telpher_split_passed_over_total", "upstream=\"canary\""))
                    .isPositive();
        }
    }

    @Test
    void aBrowserStaysWithItsEndpointUntilThatOneIsDownAndThenWithTheNext() throws Exception {
        try (RunningTelpher telpher = start("sticky: {cookie: telpher-web, max-age: 1h}", "to: web")) {
            Set<String> all = new TreeSet<>();
            for (int i = 0; i < 6; i++) {
                all.add(get(telpher.url("/")));
            }
            assertThat(all).containsExactly("a", "b", "c");

            String jar = folder.resolve("cookies").toString();
            String first = get("-c", jar, telpher.url("/"));
            assertThat(Files.readString(folder.resolve("cookies"))).contains("#HttpOnly_127.0.0.1", "telpher-web");
            for (int i = 0; i < 6; i++) {
                assertThat(get("-b", jar, "-c", jar, telpher.url("/"))).isEqualTo(first);
            }
            assertThat(curl("-D", "-", "-b", jar, telpher.url("/")).succeeded().out())
                    .doesNotContainIgnoringCase("set-cookie");

            origins.get(first).close();
            Eventually.see(telpher::metrics, seen -> wellEndpoints(seen, "web") == 2);
            String second = get("-b", jar, "-c", jar, telpher.url("/"));
            assertThat(second).isNotEqualTo(first).isIn("a", "b", "c");
            for (int i = 0; i < 6; i++) {
                assertThat(get("-b", jar, "-c", jar, telpher.url("/"))).isEqualTo(second);
            }
            assertThat(telpher.metrics().sum("telpher_sticky_requests_total", "outcome=\"moved\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aUserStaysWithAnEndpoint() throws Exception {
        try (RunningTelpher telpher = start("sticky: \"header:X-User\"", "to: web")) {
            Set<String> all = new TreeSet<>();
            for (int user = 0; user < 12; user++) {
                String first = get("-H", "X-User: " + user, telpher.url("/"));
                assertThat(get("-H", "X-User: " + user, telpher.url("/"))).isEqualTo(first);
                all.add(first);
            }
            assertThat(all).hasSizeGreaterThan(1);
        }
    }

    private static boolean mirrored(JsonNode line) {
        return line.path("mirrored").asBoolean();
    }

    @Test
    void aMirrorGetsCopiesAndItsDeathChangesNothing() throws Exception {
        String route = "mirror: {to: canary, method: [GET, POST]}, to: web";
        try (RunningTelpher telpher = start("", route)) {
            assertThat(get(telpher.url("/x"))).isIn("a", "b", "c");
            assertThat(get("-d", "hello", telpher.url("/whole"))).isIn("a", "b", "c");
            Eventually.see(
                    telpher::metrics,
                    seen -> seen.sum("telpher_endpoint_attempts_total", "upstream=\"canary\"") == 2
                            && seen.sum("telpher_mirror_in_flight") == 0);

            origins.get("z").close();
            for (int i = 0; i < 6; i++) {
                assertThat(get("-d", "hello", telpher.url("/whole"))).isIn("a", "b", "c");
            }
            Eventually.see(telpher::metrics, seen -> seen.sum("telpher_mirror_failed_total") == 6);
            Eventually.see(
                    telpher::log,
                    lines -> lines.stream().filter(RoutingTest::mirrored).count() == 8);
            assertThat(telpher.log())
                    .as("what clients got")
                    .filteredOn(line -> !mirrored(line))
                    .hasSize(8)
                    .allMatch(line -> line.path("upstream").asText().equals("web"));
            assertThat(telpher.log())
                    .as("what the mirror got, and how it ended")
                    .filteredOn(RoutingTest::mirrored)
                    .allMatch(line -> line.path("upstream").asText().equals("canary"))
                    .filteredOn(line -> line.path("reason").asText().equals("ok"))
                    .hasSize(2)
                    .allMatch(line -> line.path("status").asInt() == 200);
        }
    }
}
