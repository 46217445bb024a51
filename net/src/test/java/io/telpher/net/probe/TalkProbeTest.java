package io.telpher.net.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Endpoint;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.net.probe.wire.DnsTalk;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asking endpoints, on sockets of every kind. */
class TalkProbeTest {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static Stream<Transport> available() {
        return Stream.of(Transport.values()).filter(Transport::available);
    }

    /** Answers one question: there is no such name. */
    private static void answer(DatagramSocket socket) {
        DatagramPacket asked = new DatagramPacket(new byte[512], 512);
        try {
            socket.receive(asked);
            asked.getData()[2] |= (byte) 0x80;
            asked.getData()[3] = 3;
            socket.send(asked);
        } catch (IOException e) {
            // closed: nobody asked
        }
    }

    @ParameterizedTest
    @MethodSource("available")
    void aServerOfDnsIsAskedByDatagrams(Transport transport) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Loops loops = new Loops(transport, 1)) {
            Thread.ofVirtual().start(() -> answer(server));
            Endpoint endpoint = new Endpoint("127.0.0.1", server.getLocalPort());
            Connector connector = new Connector(loops, endpoint, TIMEOUT_NANOS, null);

            assertThat(new TalkProbe(loops, _ -> connector, new DnsTalk("a.test"))
                            .ask(endpoint, TIMEOUT_NANOS)
                            .detail())
                    .isEqualTo("answers, code 3");
        }
    }
}
