package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.server.RealDnsmasq;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UDP passed through, as dig and bare sockets see it. */
class DatagramsTest {
    /** How many each of eight clients sends at once: together they fit into what the kernel keeps for one socket. */
    private static final int EACH = 24;

    @TempDir
    private static Path folder;

    /** A server that answers each datagram with the port from which it came and what it said. */
    private static final class Echo implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Thread thread = Thread.ofPlatform().start(this::serve);

        Echo() throws IOException {}

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            byte[] bytes = new byte[65_535];
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                    socket.receive(packet);
                    String text = port() + " " + packet.getPort() + " "
                            + new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                    byte[] answer = text.getBytes(StandardCharsets.ISO_8859_1);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (IOException e) {
                    return;
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            socket.close();
            thread.join();
        }
    }

    private static String ask(DatagramSocket socket, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
        return answer(socket);
    }

    private static String answer(DatagramSocket socket) throws IOException {
        byte[] answer = new byte[65_535];
        DatagramPacket packet = new DatagramPacket(answer, answer.length);
        socket.setSoTimeout(10_000);
        socket.receive(packet);
        return new String(answer, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    private static RunningTelpher to(String listener, int... ports) throws Exception {
        StringBuilder endpoints = new StringBuilder();
        for (int port : ports) {
            endpoints
                    .append(endpoints.isEmpty() ? "" : ", ")
                    .append("\"127.0.0.1:")
                    .append(port)
                    .append('"');
        }
        return RunningTelpher.start(folder, """
                listeners: [{udp: 127.0.0.1:0, to: origin%s}]
                upstreams: {origin: {endpoints: [%s]}}
                """.formatted(listener, endpoints));
    }

    @Test
    void digGetsItsAnswersByUdpAndByTcp() throws Exception {
        try (RealDnsmasq dns = RealDnsmasq.start(folder, "--address=/a.test/192.0.2.1");
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{udp: 127.0.0.1:0, to: dns}, {tcp: 127.0.0.1:0, to: dns}]
                        upstreams: {dns: {endpoints: ["127.0.0.1:%d"], health: {dns: {name: a.test}, interval: 1s}}}
                        """.formatted(dns.port()))) {
            assertThat(RealDnsmasq.dig(telpher.port(), "a.test")).isEqualTo("192.0.2.1");
            assertThat(RealDnsmasq.dig(telpher.port(1), "a.test", "+tcp")).isEqualTo("192.0.2.1");
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_endpoint_healthy", "upstream=\"dns\""), well -> well == 1);
            dns.kill();
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_endpoint_healthy", "upstream=\"dns\""), well -> well == 0);
        }
    }

    @Test
    void aClientStaysWithItsEndpointAndClientsAreSharedOut() throws Exception {
        try (Echo one = new Echo();
                Echo two = new Echo();
                RunningTelpher telpher = to("", one.port(), two.port())) {
            Set<String> endpoints = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                    List<String> first =
                            List.of(ask(client, telpher.port(), "a").split(" "));
                    List<String> second =
                            List.of(ask(client, telpher.port(), "b").split(" "));
                    assertThat(second.subList(0, 2)).isEqualTo(first.subList(0, 2));
                    assertThat(second.get(2)).isEqualTo("b");
                    endpoints.add(first.getFirst());
                }
            }
            assertThat(endpoints).hasSize(2);
            assertThat(telpher.metrics().sum("telpher_listener_connections")).isEqualTo(8);
        }
    }

    @Test
    void aSessionInWhichNothingMovesEndsAndIsLogged() throws Exception {
        try (Echo echo = new Echo();
                RunningTelpher telpher = to(", idle-timeout: 200ms", echo.port());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            ask(client, telpher.port(), "x");
            JsonNode line = telpher.logged(one -> one.path("scheme").asText().equals("udp"));
            assertThat(line.path("reason").asText()).isEqualTo("ok");
            assertThat(line.path("request_bytes").asInt()).isEqualTo(1);
            assertThat(line.path("response_bytes").asInt()).isGreaterThan(1);
            assertThat(ask(client, telpher.port(), "again")).endsWith(" again");
        }
    }

    @Test
    void afterTheResponsesThatAreWantedASessionEnds() throws Exception {
        try (Echo echo = new Echo();
                RunningTelpher telpher = to(", responses: 1", echo.port());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String first = ask(client, telpher.port(), "x");
            telpher.logged(one -> one.path("scheme").asText().equals("udp"));
            assertThat(first).endsWith(" x");
            assertThat(ask(client, telpher.port(), "y")).endsWith(" y");
        }
    }

    @Test
    void datagramsThatAreTooLongAreDropped() throws Exception {
        try (Echo echo = new Echo();
                RunningTelpher telpher = to(", datagram-size: 1KiB", echo.port());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] large = new byte[1_500];
            client.send(new DatagramPacket(
                    large, large.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), telpher.port())));
            String longest = "x".repeat(900);
            assertThat(ask(client, telpher.port(), longest)).endsWith(" " + longest);
            assertThat(telpher.metrics().sum("telpher_l4_dropped_total", "reason=\"too-long\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void largeDatagramsPassWhereTheyAreAllowed() throws Exception {
        try (Echo echo = new Echo();
                RunningTelpher telpher = to(", datagram-size: 64KiB", echo.port());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String large = "x".repeat(60_000);
            assertThat(ask(client, telpher.port(), large)).endsWith(" " + large);
        }
    }

    @Test
    void aSessionWhoseEndpointIsGoneEndsAndIsCounted() throws Exception {
        try (RunningTelpher telpher = to("", FreePorts.next());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] bytes = {1};
            client.send(new DatagramPacket(
                    bytes, 1, new InetSocketAddress(InetAddress.getLoopbackAddress(), telpher.port())));
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_l4_ended_total", "reason=\"upstream-reset\""),
                    ended -> ended == 1);
            assertThat(telpher.metrics().sum("telpher_listener_connections")).isEqualTo(0);
        }
    }

    @Test
    void aBurstOfManyClientsIsAnsweredWhole() throws Exception {
        try (Echo echo = new Echo();
                RunningTelpher telpher = to("", echo.port())) {
            InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), telpher.port());
            List<DatagramSocket> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                    clients.add(client);
                    ask(client, telpher.port(), "first"); // then nothing waits for an endpoint
                }
                for (int i = 0; i < EACH; i++) {
                    for (DatagramSocket client : clients) {
                        byte[] bytes = ("x" + i).getBytes(StandardCharsets.ISO_8859_1);
                        client.send(new DatagramPacket(bytes, bytes.length, to));
                    }
                }
                for (DatagramSocket client : clients) {
                    Set<String> answers = new HashSet<>();
                    for (int i = 0; i < EACH; i++) {
                        answers.add(answer(client));
                    }
                    assertThat(answers).hasSize(EACH);
                }
            } finally {
                clients.forEach(DatagramSocket::close);
            }
        }
    }

    @Test
    void asItIsShippedItPassesDatagramsOnToo() throws Exception {
        try (Echo echo = new Echo();
                ShippedTelpher telpher = ShippedTelpher.start(folder, """
                        listeners: [{udp: "127.0.0.1:${port}", to: origin}]
                        upstreams: {origin: {endpoints: ["127.0.0.1:%d"]}}
                        """.formatted(echo.port()));
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 10; i++) {
                assertThat(ask(client, telpher.address().getPort(), "hello" + i))
                        .endsWith(" hello" + i);
            }
        }
    }

    @Test
    void thereAreOnlySoManySessions() throws Exception {
        try (Echo echo = new Echo();
                RunningTelpher telpher = to(", connections: {max: 1}", echo.port());
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            ask(client, telpher.port(), "x");
            byte[] bytes = {1};
            other.send(new DatagramPacket(
                    bytes, 1, new InetSocketAddress(InetAddress.getLoopbackAddress(), telpher.port())));
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_connections_refused_total", "reason=\"listener-full\""),
                    refused -> refused == 1);
            assertThat(ask(client, telpher.port(), "still")).endsWith(" still");
        }
    }
}
