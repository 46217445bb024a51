package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static io.telpher.app.e2e.RunningTelpher.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint beside an nginx that fails, hangs, drains and comes back: what users, operators and the webhook see. */
class LeavingAndReturningTest {
    private static final String SECRET = "a secret of some length";

    @TempDir
    private Path folder;

    private RealNginx well;
    private RawOrigin other;
    private RawOrigin hook;
    private volatile String mood = "well";
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void startOrigins() throws Exception {
        well = RealNginx.serving(Files.createDirectory(folder.resolve("nginx")), "location / { return 200 well; }");
        hook = RawOrigin.answering("HTTP/1.1 204 No Content\r\n\r\n");
        other = RawOrigin.requests((request, connection) -> {
            boolean check = request.startLine().contains("/health");
            switch (mood) {
                case "failing" ->
                    connection.send(
                            check
                                    ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                    : "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops");
                case "hanging" -> {
                    if (check) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    } else {
                        connection.stall();
                    }
                }
                case "draining" ->
                    connection.send("HTTP/1.1 503 Bye\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n"
                            + "{\"status\":\"draining\"}");
                default -> {
                    if (request.startLine().contains("/tunnel")) {
                        connection.send(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
                        connection.stall();
                    } else if (request.startLine().contains("/long")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf-");
                        release.await();
                        connection.send("done");
                    } else {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
                    }
                }
            }
        });
    }

    @AfterEach
    void stopOrigins() throws IOException {
        release.countDown();
        well.close();
        other.close();
        hook.close();
    }

    private RunningTelpher start(String keys) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        return RunningTelpher.start(
                folder, """
                listeners: [{http: 0}]
                alerts: {webhook: "http://%s/hook?token=hidden", secret-file: %s}
                upstreams:
                  web:
                    endpoints: ["%s", "%s"]
                    health: {http: /health, interval: 100ms, timeout: 10s}
                    %s
                routes: [{match: {path: /**}, to: web}]
                """.formatted(hook.address(), secret, well.address(), other.address(), keys));
    }

    private JsonNode endpoint(RunningTelpher telpher, String address) throws Exception {
        JsonNode all = RunningTelpher.json(get("-H", bearer(telpher), telpher.adminUrl("/status")));
        for (JsonNode endpoint : all.path("upstreams").path(0).path("endpoints")) {
            if (endpoint.path("address").asText().equals(address)) {
                return endpoint;
            }
        }
        throw new AssertionError("no " + address + " in " + all);
    }

    private static String bearer(RunningTelpher telpher) throws IOException {
        return "Authorization: Bearer " + telpher.token();
    }

    private String label() {
        return "endpoint=\"" + other.address() + "\"";
    }

    private JsonNode awaitState(RunningTelpher telpher, String state) throws Exception {
        return Eventually.see(
                () -> endpoint(telpher, other.address()),
                seen -> seen.path("health").asText().equals(state));
    }

    private void ask(RunningTelpher telpher, String what) throws Exception {
        assertThat(status(
                        "-X",
                        "POST",
                        "-H",
                        bearer(telpher),
                        telpher.adminUrl("/upstreams/web/endpoints/" + other.address() + "/" + what)))
                .isEqualTo(202);
    }

    /** The events that the webhook got until it got {@code last}. */
    private List<String> told(String last) throws Exception {
        return Eventually.see(
                () -> hook.requests().stream()
                        .map(LeavingAndReturningTest::event)
                        .toList(),
                events -> events.contains(last));
    }

    private static String event(RawMessage message) {
        try {
            return RunningTelpher.json(message.text()).path("event").asText();
        } catch (IOException e) {
            throw new AssertionError(message.text(), e);
        }
    }

    @Test
    void oneThatFailsUsersIsEjectedAndComesBackByStepsAndPeopleAreTold() throws Exception {
        try (RunningTelpher telpher = start("outliers: {time: 1s}\n    ramp: {percent: [10%, 100%], step: 500ms}")) {
            mood = "failing";
            int failed = 0;
            for (int i = 0; i < 100; i++) {
                failed += status(telpher.url("/")) == 500 ? 1 : 0;
            }
            assertThat(failed)
                    .as("of a hundred, and half of them without ejection")
                    .isBetween(5, 40);
            mood = "well";
            awaitState(telpher, "healthy");
            assertThat(told("back")).containsSubsequence("ejected", "returning", "back");
            assertThat(telpher.metrics().sum("telpher_endpoint_ejections_total", label()))
                    .isPositive();
            assertSigned(hook.requests().getFirst());
            assertThat(get("-H", bearer(telpher), telpher.adminUrl("/config"))).doesNotContain("hidden");
        }
    }

    private static void assertSigned(RawMessage message) throws Exception {
        assertThat(message.startLine()).isEqualTo("POST /hook?token=hidden HTTP/1.1");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = message.first("webhook-id") + "." + message.first("webhook-timestamp") + "." + message.text();
        assertThat(message.first("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void oneThatHangsIsEjectedToo() throws Exception {
        try (RunningTelpher telpher = start("timeout: {read: 100ms}")) {
            mood = "hanging";
            for (int i = 0; i < 12; i++) {
                status(telpher.url("/"));
            }
            assertThat(awaitState(telpher, "ejected").path("why").asText()).contains("failures in a row");
            for (int i = 0; i < 10; i++) {
                assertThat(get(telpher.url("/"))).isEqualTo("well");
            }
        }
    }

    @Test
    void anOperatorDrainsAnEndpointAndADownloadEndsWhole() throws Exception {
        try (RunningTelpher telpher = start("balance: random");
                RawClient client = telpher.connect()) {
            beginDownload(client);
            ask(telpher, "drain");
            JsonNode draining = awaitState(telpher, "draining");
            assertThat(draining.path("why").asText()).contains("step 4 of 7", "an operator asked for it");
            assertThat(draining.path("in_flight").asInt()).isEqualTo(1);
            for (int i = 0; i < 10; i++) {
                assertThat(get(telpher.url("/"))).isEqualTo("well");
            }
            release.countDown();
            assertThat(new String(client.readExactly(4), StandardCharsets.US_ASCII))
                    .isEqualTo("done");
            awaitState(telpher, "removed");
            assertThat(telpher.metrics().sum("telpher_upstream_drain_steps_total", "upstream=\"web\""))
                    .isEqualTo(7);
            ask(telpher, "undrain");
            awaitState(telpher, "returning");
            assertThat(told("returning")).containsExactly("draining", "removed", "returning");
        }
    }

    /** Asks until the other one has the download: nginx answers at once. */
    private static void beginDownload(RawClient client) throws IOException {
        while (true) {
            client.send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
            boolean download = "9".equals(client.readResponseHead().first("content-length"));
            client.readExactly(download ? 5 : 4);
            if (download) {
                return;
            }
        }
    }

    @Test
    void whatDoesNotEndInTimeIsClosed() throws Exception {
        try (RunningTelpher telpher = start("balance: random\n    drain: {time: 50ms, force: 100ms}");
                RawClient client = telpher.connect()) {
            beginDownload(client);
            ask(telpher, "drain");
            assertThat(client.readUntilClosed()).doesNotContain("done");
            awaitState(telpher, "removed");
            assertThat(telpher.metrics().sum("telpher_endpoint_forced_total", label()))
                    .isEqualTo(1);
            assertThat(telpher.logged("/long").path("status").asInt()).isEqualTo(200);
        }
    }

    @Test
    void aTunnelThatDoesNotEndInTimeIsClosedToo() throws Exception {
        try (RunningTelpher telpher = start("balance: random\n    drain: {time: 50ms, force: 100ms}");
                RawClient client = telpher.connect()) {
            boolean open = false;
            while (!open) { // nginx knows nothing of upgrades
                client.send("GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
                open = client.readResponseHead().status() == 101;
                client.readExactly(open ? 0 : 4);
            }
            ask(telpher, "drain");
            assertThat(client.isClosed()).isTrue();
            awaitState(telpher, "removed");
        }
    }

    @Test
    void oneThatSaysThatItIsGoingGetsNothingMore() throws Exception {
        try (RunningTelpher telpher = start("balance: round-robin")) {
            mood = "draining";
            assertThat(awaitState(telpher, "removed").path("why").asText()).contains("it says so itself");
            for (int i = 0; i < 10; i++) {
                assertThat(get(telpher.url("/"))).isEqualTo("well");
            }
        }
    }
}
