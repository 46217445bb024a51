package io.telpher.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Endpoint;
import io.telpher.core.Outcome;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.net.dial.Dial;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Visit;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.flood.Pressure;
import io.telpher.net.flood.Refusal;
import io.telpher.net.flood.Sheddable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a listener of UDP gives up when memory or descriptors run short. */
class UdpPressureTest {
    private static final long SECOND = 1_000_000_000L;

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final BlockingQueue<Refusal> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> ended = new LinkedBlockingQueue<>();
    private volatile @Nullable Refusal shortage;
    private DatagramSocket origin;
    private DatagramSocket client;
    private UdpServer server;

    private final class Heard implements DialEvents {
        private final Metrics metrics = new Metrics();

        private Counter counter(String name) {
            return metrics.counter(name, "Of a test.").with();
        }

        @Override
        public void opened(String listener) {}

        @Override
        public void closed(String listener) {}

        @Override
        public void refused(String listener, Refusal why, InetAddress who) {
            refused.add(why);
        }

        @Override
        public Counter received(String listener) {
            return counter("received_total");
        }

        @Override
        public Counter sent(String listener) {
            return counter("sent_total");
        }

        @Override
        public Counter dropped(String listener, String why) {
            return counter("dropped_total");
        }

        @Override
        public void ended(Visit visit, long received, long sent, long endNanos, Outcome outcome) {
            ended.add(outcome);
        }

        @Override
        public void bug(Visit visit, Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    @BeforeEach
    void start() throws Exception {
        origin = new DatagramSocket(0, loopback);
        client = new DatagramSocket(0, loopback);
        Endpoint endpoint = Objects.requireNonNull(Endpoint.parse("127.0.0.1:" + origin.getLocalPort()));
        Dial dial = new Dial(new Connector(loops, endpoint, SECOND, null), false);
        Pressure pressure = new Pressure() {
            @Override
            public @Nullable Refusal refusal() {
                return shortage;
            }
        };
        server = new UdpServer(
                "udp",
                loops,
                new InetSocketAddress(loopback, 0),
                new UdpSettings(3600 * SECOND, 0, 4096, ConnectionLimits.DEFAULT),
                dial,
                new Heard(),
                pressure);
        server.bind();
        server.accept();
    }

    @AfterEach
    void stop() {
        server.close();
        origin.close();
        client.close();
        loops.close();
    }

    private void say(DatagramSocket who) throws IOException {
        who.send(new DatagramPacket(new byte[1], 1, server.address()));
    }

    private void hear() throws IOException {
        origin.receive(new DatagramPacket(new byte[1], 1));
    }

    @Test
    void newSessionsAreRefusedAndOthersGoOn() throws Exception {
        say(client);
        hear();
        shortage = Refusal.MEMORY;
        try (DatagramSocket late = new DatagramSocket(0, loopback)) {
            say(late);
            assertThat(refused.take()).isEqualTo(Refusal.MEMORY);
        }
        say(client);
        hear();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void sessionsInWhichNothingMovesAreGivenUpAndOthersAreNot() throws Exception {
        say(client);
        hear();
        long now = loops.all().getFirst().nanos();
        Sheddable atWork = UdpServer.shedding(() -> List.of(server), () -> now);
        assertThat(atWork.closeIdle()).isZero();

        Sheddable later = UdpServer.shedding(() -> List.of(server), () -> now + 60 * SECOND);
        assertThat(later.closeIdle()).isEqualTo(1);
        assertThat(ended.take().failure()).hasMessageContaining("run short");
        assertThat(later.closeWorst()).isZero();
    }
}
