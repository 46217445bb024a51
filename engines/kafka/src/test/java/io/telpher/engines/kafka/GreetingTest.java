package io.telpher.engines.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are none of Kafka's. A real one is asked in {@link KafkaLogTest}. */
class GreetingTest {
    private static KafkaConfig config(int port) {
        return new KafkaConfig(List.of("127.0.0.1:" + port), "purges", Duration.ofSeconds(1), null);
    }

    /** A server that says this to whoever has asked. */
    private static ServerSocket saying(byte[] answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().readNBytes(4)).hasSize(4);
                client.getOutputStream().write(answer);
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // the client has seen enough
            }
        });
        return server;
    }

    /** HTTP, a TLS alert, a length of 0, a negative one, the answer to another question. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "485454502f312e31",
                "1503030002022800",
                "0000000000000000",
                "ffffffff00007e19",
                "0000000a0000007f"
            })
    void whoAnswersInAnotherProtocolIsNotAskedByTheClients(String answer) throws Exception {
        try (ServerSocket server = saying(HexFormat.of().parseHex(answer))) {
            KafkaConfig config = config(server.getLocalPort());
            assertThat(catchThrowableOfType(Failure.class, () -> Greeting.check(config, new Properties())))
                    .hasMessageContaining("127.0.0.1:" + server.getLocalPort())
                    .hasMessageContaining("does not speak Kafka's protocol")
                    .extracting(Failure::kind)
                    .isEqualTo(Failure.Kind.PROTOCOL);
        }
    }

    @Test
    void whoIsAwayIsLeftToTheClients() throws Exception {
        int port = FreePorts.next();
        assertThatCode(() -> Greeting.check(config(port), new Properties())).doesNotThrowAnyException();
    }

    @Test
    void whatHasTlsIsLeftToTheHandshake() throws Exception {
        try (ServerSocket server = saying("HTTP/1.1".getBytes(StandardCharsets.US_ASCII))) {
            Properties settings = new Properties();
            settings.setProperty("security.protocol", "SASL_SSL");
            assertThatCode(() -> Greeting.check(config(server.getLocalPort()), settings))
                    .doesNotThrowAnyException();
        }
    }
}
