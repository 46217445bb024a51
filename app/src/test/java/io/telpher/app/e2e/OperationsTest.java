package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static io.telpher.app.e2e.RunningTelpher.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever operates it sees: metrics, the admin port, the client's address behind a trusted proxy. */
class OperationsTest {
    private static final int REQUESTS = 1_000;

    @TempDir
    private static Path folder;

    private static RealNginx nginx;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        nginx = RealNginx.serving(folder, "location / { return 200 $http_x_forwarded_for; }");
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                trusted: [private]
                admin: {hosts: [telpher.internal]}
                upstreams: {web: {endpoints: [NGINX], health: {tcp: true, interval: 100ms, timeout: 10s}}}
                routes:
                  - match: {path: /**}
                    to: web
                  - match: {path: /own}
                    respond: {status: 200, body: own}
                """.replace("NGINX", nginx.address()));
    }

    @AfterAll
    static void stop() {
        telpher.close();
        nginx.close();
    }

    @Test
    void connectionsToTheUpstreamAreUsedAgain() throws Exception {
        Exposition before = telpher.metrics();
        Tool.run("h2load", "--h1", "-n", Integer.toString(REQUESTS), "-c", "4", telpher.url("/load"))
                .succeeded();
        Exposition after = Eventually.see(
                telpher::metrics,
                seen -> grown(before, seen, "telpher_http_requests_total", "upstream=\"web\"") >= REQUESTS);
        double reused = grown(before, after, "telpher_upstream_connections_reused_total", "upstream=\"web\"");
        double made = grown(before, after, "telpher_upstream_connections_made_total", "upstream=\"web\"");
        assertThat(reused / (reused + made)).isGreaterThan(0.99);
        assertThat(after.sum("telpher_http_requests_in_flight")).isZero();
        assertThat(after.sum("telpher_endpoint_in_flight")).isZero();
        assertThat(after.sum("telpher_upstream_waiting")).isZero();
        assertThat(after.sum("telpher_access_log_dropped_total")).isZero();
        assertThat(after.sum("telpher_listener_accepted_total") - before.sum("telpher_listener_accepted_total"))
                .isGreaterThanOrEqualTo(4);
        assertThat(after.has("telpher_http_request_duration_seconds_bucket")).isTrue();
    }

    private static double grown(Exposition before, Exposition after, String name, String label) {
        return after.sum(name, label) - before.sum(name, label);
    }

    @Test
    void labelsDoNotGrowWithWhatClientsSend() throws Exception {
        get(telpher.url("/a-path-of-a-client?x=secret"));
        String text = get(telpher.adminUrl("/metrics"));
        assertThat(text).doesNotContain("a-path-of-a-client", "secret");
    }

    @Test
    void theClientBehindATrustedProxyIsTheClient() throws Exception {
        assertThat(get("-H", "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.1", telpher.url("/trusted")))
                .isEqualTo("6.6.6.6, 203.0.113.9, 10.0.0.1, 127.0.0.1");
        assertThat(telpher.logged("/trusted").path("client").asText()).isEqualTo("203.0.113.9");
    }

    @Test
    void healthReadinessAndMetricsAreOpen() throws Exception {
        assertThat(get(telpher.adminUrl("/health"))).isEqualTo("{\"status\":\"healthy\"}");
        assertThat(get(telpher.adminUrl("/ready"))).isEqualTo("{\"status\":\"ready\"}");
        assertThat(status(telpher.adminUrl("/health?deep"))).isEqualTo(200);
    }

    @Test
    void theRestWantsTheToken() throws Exception {
        for (String path : new String[] {"/config", "/status", "/"}) {
            assertThat(status(telpher.adminUrl(path))).as(path).isEqualTo(401);
            assertThat(status("-H", "Authorization: Bearer wrong", telpher.adminUrl(path)))
                    .isEqualTo(401);
            assertThat(status("-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl(path)))
                    .isEqualTo(200);
        }
        assertThat(get("-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl("/config")))
                .contains("listeners:", nginx.address());
    }

    @Test
    void statusCountsEachEndpoint() throws Exception {
        get(telpher.url("/counted"));
        JsonNode status =
                RunningTelpher.json(get("-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl("/status")));
        JsonNode upstream = status.path("upstreams").path(0);
        assertThat(upstream.path("name").asText()).isEqualTo("web");
        assertThat(upstream.path("balance").asText()).isEqualTo("round-robin");
        JsonNode endpoint = upstream.path("endpoints").path(0);
        assertThat(endpoint.path("address").asText()).isEqualTo(nginx.address());
        assertThat(endpoint.path("health").asText()).isEqualTo("healthy");
        assertThat(endpoint.path("requests").asLong()).isPositive();
        assertThat(endpoint.path("failures").asLong()).isZero();
    }

    @Test
    void theAdminPortAnswersToItsOwnNamesOnly() throws Exception {
        assertThat(status("-H", "Host: evil.example", telpher.adminUrl("/health")))
                .isEqualTo(421);
        assertThat(status("-H", "Host: telpher.internal", telpher.adminUrl("/health")))
                .isEqualTo(200);
    }

    @Test
    void anAnswerOfOurOwnHasNoUpstreamInTheLog() throws Exception {
        assertThat(get(telpher.url("/own"))).isEqualTo("own");
        JsonNode line = telpher.logged("/own");
        assertThat(line.has("upstream")).isFalse();
        assertThat(line.path("route").asText()).isEqualTo("/own");
    }
}
