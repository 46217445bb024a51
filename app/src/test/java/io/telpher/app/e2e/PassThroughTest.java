package io.telpher.app.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.app.ConfigurationReader;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP passed through, as raw clients and origins see it. */
class PassThroughTest {
    @TempDir
    private static Path folder;

    private static String yaml(String listener, String upstream, int... ports) {
        StringBuilder endpoints = new StringBuilder();
        for (int port : ports) {
            endpoints
                    .append(endpoints.isEmpty() ? "" : ", ")
                    .append("\"127.0.0.1:")
                    .append(port)
                    .append('"');
        }
        return """
                listeners: [{tcp: 127.0.0.1:0, to: origin%s}]
                upstreams: {origin: {endpoints: [%s]%s}}
                """.formatted(listener, endpoints, upstream);
    }

    private static RunningTelpher to(int... ports) throws Exception {
        return RunningTelpher.start(folder, yaml("", "", ports));
    }

    /** Who comes is reset, perhaps before the client has seen that it was accepted. */
    private static void isReset(RunningTelpher telpher) {
        try (RawClient client = telpher.connect()) {
            assertThat(client.isClosed()).isTrue();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    /** Sends back what comes, in upper case, and ends when the client has. */
    private static void shout(RawOrigin.Connection connection) throws IOException {
        connection.send(connection.readUntilClosed().toUpperCase(Locale.ROOT));
    }

    @Test
    void theServerMaySpeakFirst() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send("220 hello\r\n");
                    connection.readLine();
                    connection.send("250 well\r\n");
                });
                RunningTelpher telpher = to(origin.port());
                RawClient client = telpher.connect()) {
            assertThat(client.readLine()).isEqualTo("220 hello\r\n");
            client.send("EHLO me\r\n");
            assertThat(client.readUntilClosed()).isEqualTo("250 well\r\n");
        }
    }

    @Test
    void aClientThatHasSaidAllStillGetsItsAnswer() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(PassThroughTest::shout);
                RunningTelpher telpher = to(origin.port());
                RawClient client = telpher.connect()) {
            client.send("all of it");
            client.finish();

            assertThat(client.readUntilClosed()).isEqualTo("ALL OF IT");
            JsonNode line = telpher.logged(one -> one.path("scheme").asText().equals("tcp"));
            assertThat(line.path("reason").asText()).isEqualTo("ok");
            assertThat(line.path("request_bytes").asInt()).isEqualTo(9);
            assertThat(line.path("response_bytes").asInt()).isEqualTo(9);
            assertThat(line.path("endpoint").asText()).isEqualTo("127.0.0.1:" + origin.port());
            assertThat(line.has("status")).isFalse();
            String name = line.path("listener").asText();
            assertThat(telpher.metrics().sum("telpher_l4_ended_total", "listener=\"" + name + "\"", "reason=\"ok\""))
                    .isEqualTo(1);
            assertThat(telpher.metrics().sum("telpher_l4_bytes_total", "direction=\"sent\""))
                    .isEqualTo(9);
            assertThat(telpher.metrics().sum("telpher_listener_connections", "listener=\"" + name + "\""))
                    .isEqualTo(0);
        }
    }

    @Test
    void aServerThatHasSaidAllIsStillTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send("bye");
                    connection.finish();
                    if (connection.readUntilClosed().equals("thanks")) {
                        told.countDown();
                    }
                });
                RunningTelpher telpher = to(origin.port());
                RawClient client = telpher.connect()) {
            assertThat(client.readUntilClosed()).isEqualTo("bye");
            client.send("thanks");
            client.finish();
            told.await();
        }
    }

    @Test
    void muchInBothDirectionsArrivesWhole() throws Exception {
        String much = "0123456789abcdef".repeat(1 << 18); // 4 MiB: more than all buffers on the way
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    byte[] all = connection.readExactly(much.length());
                    connection.send(all);
                });
                RunningTelpher telpher = to(origin.port());
                RawClient client = telpher.connect()) {
            client.send(much);
            assertThat(new String(client.readExactly(much.length()), ISO_8859_1))
                    .isEqualTo(much);
        }
    }

    @Test
    void aResetIsPassedOn() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.readExactly(1);
                    connection.reset();
                });
                RunningTelpher telpher = to(origin.port());
                RawClient client = telpher.connect()) {
            client.send("x");
            client.isClosed();
            JsonNode line = telpher.logged(one -> one.path("scheme").asText().equals("tcp"));
            assertThat(line.path("reason").asText()).isEqualTo("upstream-reset");
        }
    }

    @Test
    void aRefusedEndpointIsMadeGoodByAnother() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> connection.send("here"));
                RunningTelpher telpher = to(FreePorts.next(), origin.port())) {
            for (int i = 0; i < 4; i++) {
                try (RawClient client = telpher.connect()) {
                    assertThat(client.readUntilClosed()).isEqualTo("here");
                }
            }
            assertThat(telpher.metrics().sum("telpher_upstream_next_endpoint_total", "upstream=\"origin\""))
                    .isPositive();
        }
    }

    @Test
    void aBulkheadBoundsConnectionsAsItBoundsCalls() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send("in\n");
                    connection.readUntilClosed();
                });
                RunningTelpher telpher = RunningTelpher.start(
                        folder, yaml("", ", bulkhead: {concurrent: 1, waiting: 0}", origin.port()))) {
            try (RawClient first = telpher.connect();
                    RawClient second = telpher.connect()) {
                boolean in = first.isClosed();
                assertThat(second.isClosed()).isNotEqualTo(in);
            }
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_upstream_connections", "upstream=\"origin\""),
                    open -> open == 0);
            try (RawClient third = telpher.connect()) {
                assertThat(third.readLine()).isEqualTo("in\n");
            }
        }
    }

    @Test
    void anOpenBreakerRefusesWhoComesWithoutConnecting() throws Exception {
        try (RunningTelpher telpher = RunningTelpher.start(
                folder, yaml("", ", breaker: {failures: 2, open: 1h}, outliers: off", FreePorts.next()))) {
            for (int i = 0; i < 3; i++) {
                isReset(telpher);
            }
            JsonNode line = telpher.logged(one -> one.path("reason").asText().equals("circuit-open"));
            assertThat(line.path("scheme").asText()).isEqualTo("tcp");
            assertThat(telpher.metrics().sum("telpher_upstream_breaker_state", "upstream=\"origin\""))
                    .isEqualTo(2);
            assertThat(telpher.metrics().sum("telpher_l4_ended_total", "reason=\"upstream-refused\""))
                    .isEqualTo(2);
        }
    }

    @Test
    void whoCannotBeConnectedIsReset() throws Exception {
        try (RunningTelpher telpher = to(FreePorts.next())) {
            isReset(telpher);
            JsonNode line = telpher.logged(one -> one.path("scheme").asText().equals("tcp"));
            assertThat(line.path("reason").asText()).isEqualTo("upstream-refused");
        }
    }

    @Test
    void aConnectionOnWhichNothingMovesEnds() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(RawOrigin.Connection::stall);
                RunningTelpher telpher =
                        RunningTelpher.start(folder, yaml(", idle-timeout: 200ms", "", origin.port()));
                RawClient client = telpher.connect()) {
            assertThat(client.isClosed()).isTrue();
            JsonNode line = telpher.logged(one -> one.path("scheme").asText().equals("tcp"));
            assertThat(line.path("reason").asText()).isEqualTo("idle");
        }
    }

    @Test
    void theServerLearnsOfTheClientByTheProxyProtocolAndTheProxyBeforeUsIsBelieved() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send(connection.readLine());
                });
                RunningTelpher telpher = RunningTelpher.start(
                        folder, yaml(", proxy-protocol: {from: 127.0.0.1}", ", proxy-protocol: v1", origin.port()));
                RawClient client = telpher.connect()) {
            client.send("PROXY TCP4 192.0.2.7 192.0.2.8 1234 5432\r\n");
            assertThat(client.readUntilClosed()).isEqualTo("PROXY TCP4 192.0.2.7 192.0.2.8 1234 5432\r\n");
            client.finish();
            assertThat(telpher.logged(one -> one.path("scheme").asText().equals("tcp"))
                            .path("client")
                            .asText())
                    .isEqualTo("192.0.2.7");
        }
    }

    @Test
    void withFastOpenBytesArriveWhateverTheKernelMakesOfIt() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send(connection.readLine());
                    connection.send(connection.readLine());
                });
                RunningTelpher telpher = RunningTelpher.start(
                        folder, yaml(", fast-open: true", ", fast-open: true", FreePorts.next(), origin.port()))) {
            for (int i = 0; i < 4; i++) {
                try (RawClient client = telpher.connect()) {
                    client.send("first\n");
                    assertThat(client.readLine()).isEqualTo("first\n");
                    client.send("second\n");
                    assertThat(client.readUntilClosed()).isEqualTo("second\n");
                }
            }
        }
    }

    @Test
    void theExamplesOfTheDocumentServe() throws Exception {
        String document = Files.readString(Path.of("../docs/l4.md"));
        Matcher block = Pattern.compile("(?ms)^```yaml\\n(.*?)^```").matcher(document);
        assertThat(block.find()).isTrue();
        String text = block.group(1).replaceAll("(tcp|tls|udp): \\d+", "$1: 127.0.0.1:0");
        try (RunningTelpher telpher = RunningTelpher.start(folder, text)) {
            assertThat(closes(telpher)).isTrue(); // no Redis is there
        }
    }

    /** The reset may even come before the client has seen that it is connected. */
    private static boolean closes(RunningTelpher telpher) throws IOException {
        try (RawClient client = telpher.connect()) {
            return client.isClosed();
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }

    @Test
    void aReloadLeavesConnectionsAloneAndSendsNewOnesElsewhere() throws Exception {
        try (RawOrigin one = RawOrigin.scripted(connection -> {
                    connection.send("one\n");
                    connection.send(connection.readLine());
                });
                RawOrigin two = RawOrigin.scripted(connection -> connection.send("two\n"))) {
            Path file = Files.writeString(folder.resolve("reload.yaml"), yaml("", "", one.port()));
            try (RunningTelpher telpher = RunningTelpher.ofFile(folder, file);
                    RawClient before = telpher.connect()) {
                assertThat(before.readLine()).isEqualTo("one\n");
                Files.writeString(file, yaml(", idle-timeout: 10s", "", two.port()));
                assertThat(telpher.reload().taken()).isTrue();

                try (RawClient after = telpher.connect()) {
                    assertThat(after.readLine()).isEqualTo("two\n");
                }
                before.send("still\n");
                assertThat(before.readUntilClosed()).isEqualTo("still\n");
            }
        }
    }

    @Test
    void anEndpointThatIsDrainedKeepsItsConnectionsAndGetsNoMore() throws Exception {
        RawOrigin.Script script = connection -> {
            connection.send("here\n");
            connection.send(connection.readLine());
        };
        try (RawOrigin one = RawOrigin.scripted(script);
                RawOrigin two = RawOrigin.scripted(script);
                RunningTelpher telpher = to(one.port(), two.port());
                RawClient first = telpher.connect();
                RawClient second = telpher.connect()) {
            first.readLine();
            second.readLine();
            assertThat(one.connections() + two.connections()).isEqualTo(2);
            int had = two.connections();
            assertThat(telpher.drain("origin", "127.0.0.1:" + two.port())).isTrue();
            for (int i = 0; i < 4; i++) {
                try (RawClient more = telpher.connect()) {
                    more.readLine();
                }
            }
            assertThat(two.connections()).isEqualTo(had);
            first.send("a\n");
            second.send("b\n");
            assertThat(first.readUntilClosed()).isEqualTo("a\n");
            assertThat(second.readUntilClosed()).isEqualTo("b\n");
            first.finish();
            second.finish();
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_upstream_connections", "upstream=\"origin\""),
                    open -> open == 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp: 0 | '' | \"to\" is missing",
                "tcp: 0, to: other | '' | expected the name of an upstream",
                "tcp: 0, tls: 0, to: origin | '' | only one of them",
                "tcp: 0, to: origin, redirect: true | '' | unknown key \"redirect\"",
                "tcp: 0, to: origin, server-names: {A.test: origin} | '' | expected a host in lower case",
                "tcp: 0, to: origin | , sticky: {cookie: a} | \"sticky\" has no effect here",
                "tcp: 0, to: origin | , fallback: {respond: {status: 503}} | \"fallback\" has no effect here",
                "tcp: 0, to: origin, fallback: {to: origin} | '' | unknown key \"fallback\"",
                "tcp: 0, to: origin, priority: low | '' | unknown key \"priority\"",
                "udp: 0, to: origin, priority: low | '' | unknown key \"priority\"",
                "udp: 0, to: origin | , fallback: {respond: {status: 503}} | \"fallback\" has no effect here",
                "tcp: 0, to: origin | , pool: {idle: 1} | \"pool\" has no effect here",
                "tcp: 0, to: origin | , protocol: http2 | \"protocol\" has no effect here",
                "tcp: 0, to: origin | , timeout: {read: 1s} | \"read\" has no effect here",
                "tcp: 0, to: origin | , balance: {consistent-hash: {on: path}} | what can be hashed is the client's address",
                "udp: 0, to: origin | , tls: {} | \"tls\" has no effect here: a listener of UDP",
                "udp: 0, to: origin | , proxy-protocol: v2 | \"proxy-protocol\" has no effect here",
                "udp: 0, to: origin, datagram-size: 1B | '' | expected a datagram-size",
            })
    void whatMakesNoSenseIsRefused(String listener, String upstream, String why) {
        String text = """
                listeners: [{%s}]
                upstreams: {origin: {endpoints: ["127.0.0.1:1"]%s}}
                """.formatted(listener, upstream);
        assertThat(ConfigurationReader.read("test.yaml", text).problems().toString())
                .contains(why);
    }

    @Test
    void listenersOfHttpNeedRoutes() {
        assertThat(ConfigurationReader.read("test.yaml", "listeners: [{http: 0}]")
                        .problems()
                        .toString())
                .contains("\"routes\" is missing");
    }
}
