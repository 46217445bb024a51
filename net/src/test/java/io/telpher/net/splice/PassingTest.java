package io.telpher.net.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.telpher.core.Endpoint;
import io.telpher.core.Outcome;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.net.Connector;
import io.telpher.net.Entrance;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.net.dial.Dial;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Visit;
import io.telpher.net.flood.Refusal;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawConnection;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP passed through by every transport that there is here: by sockets that are driven straight, and by channels. */
class PassingTest {
    private static final long SECOND = 1_000_000_000L;

    /** More than the kernel's buffers on the way hold, so that whoever sends it has to wait for whoever takes it. */
    private static final byte[] MUCH = new byte[24 << 20];

    /** What the kernel takes from a client although nobody takes it in the end, and more than it takes from us then. */
    private static final int STALLING = 1 << 20;

    static {
        new Random(4).nextBytes(MUCH);
    }

    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

    private record Ended(long received, long sent, Outcome outcome) {}

    static Stream<Arguments> transports() {
        return Arrays.stream(Transport.values()).filter(Transport::available).map(transport -> arguments(transport));
    }

    private final class Passing implements AutoCloseable {
        private final Loops loops;
        private final SpliceServer server;

        Passing(Transport transport, RawOrigin origin) throws Exception {
            loops = new Loops(transport, 2);
            Endpoint endpoint = Objects.requireNonNull(Endpoint.parse("127.0.0.1:" + origin.port()));
            server = new SpliceServer(
                    Entrance.plain("tcp", loops, null),
                    loops,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    new SpliceSettings(3600 * SECOND, false, SECOND, false),
                    new Dial(new Connector(loops, endpoint, 5 * SECOND, null), false),
                    _ -> false,
                    new Heard());
            server.bind();
            server.accept();
        }

        RawClient client() throws Exception {
            return RawClient.plain(server.address());
        }

        @Override
        public void close() {
            server.close();
            loops.close();
        }
    }

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
        public void refused(String listener, Refusal why, InetAddress who) {}

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
            ended.add(new Ended(received, sent, outcome));
        }

        @Override
        public void bug(Visit visit, Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    private static Thread sending(RawConnection connection) {
        return Thread.ofVirtual().start(() -> {
            try {
                connection.send(MUCH);
            } catch (IOException e) {
                // it was reset meanwhile, or does not arrive, which the test sees
            }
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void manySmallMessagesGoBothWays(Transport transport) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    for (int i = 0; i < 200; i++) {
                        connection.send("pong " + connection.readLine());
                    }
                    connection.readUntilClosed();
                });
                Passing passing = new Passing(transport, origin);
                RawClient client = passing.client()) {
            for (int i = 0; i < 200; i++) {
                client.send(i + "\r\n");
                assertThat(client.readLine()).isEqualTo("pong " + i + "\r\n");
            }
            client.finish();
            client.readUntilClosed();
            Ended end = ended.take();
            assertThat(end.outcome()).isEqualTo(Outcome.DONE);
            assertThat(end.received()).isEqualTo(890);
            assertThat(end.sent()).isEqualTo(890 + 200 * 5);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void bulkArrivesWholeAtATakerThatBeginsLateAndTheEndBehindIt(Transport transport) throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        CompletableFuture<byte[]> taken = new CompletableFuture<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    begin.await();
                    taken.complete(connection.readExactly(MUCH.length));
                    connection.send("all of it, and then: " + connection.readUntilClosed());
                });
                Passing passing = new Passing(transport, origin);
                RawClient client = passing.client()) {
            client.send(Arrays.copyOf(MUCH, STALLING));
            begin.countDown();
            client.send(Arrays.copyOfRange(MUCH, STALLING, MUCH.length));
            client.finish();
            assertThat(taken.get()).isEqualTo(MUCH);
            assertThat(client.readUntilClosed()).isEqualTo("all of it, and then: ");
            assertThat(ended.take()).isEqualTo(new Ended(MUCH.length, 21, Outcome.DONE));
        }
    }

    /** A read that fills the buffer says nothing of what is behind it: whoever reads on must not wait for it. */
    @ParameterizedTest
    @MethodSource("transports")
    void whatFillsTheBuffersExactlyIsAnswered(Transport transport) throws Exception {
        byte[] some = Arrays.copyOf(MUCH, 4 << 20);
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send(connection.readExactly(some.length));
                    connection.readUntilClosed();
                });
                Passing passing = new Passing(transport, origin);
                RawClient client = passing.client()) {
            client.send(some);
            assertThat(client.readExactly(some.length)).isEqualTo(some);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void bulkGoesBothWaysAtOnce(Transport transport) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    Thread sender = sending(connection);
                    connection.readExactly(MUCH.length);
                    sender.join();
                });
                Passing passing = new Passing(transport, origin);
                RawClient client = passing.client()) {
            Thread sender = sending(client);
            assertThat(client.readExactly(MUCH.length)).isEqualTo(MUCH);
            sender.join();
            client.finish();
            assertThat(ended.take().sent()).isEqualTo(MUCH.length);
            assertThat(origin.trouble()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aTakerThatResetsInTheMiddleOfBulkEndsIt(Transport transport) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.readExactly(1 << 20);
                    connection.reset();
                });
                Passing passing = new Passing(transport, origin);
                RawClient client = passing.client()) {
            sending(client);
            Ended end = ended.take();
            assertThat(end.outcome().failure()).hasMessageContaining("the connection to");
            assertThat(end.received()).isLessThan(MUCH.length);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whenTheListenersTimeIsOverConnectionsEnd(Transport transport) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.send(connection.readLine());
                    connection.readUntilClosed();
                });
                Passing passing = new Passing(transport, origin);
                RawClient client = passing.client()) {
            client.send("hello\r\n");
            client.readLine();
            passing.server.closeTunnels();
            assertThat(client.isClosed()).isTrue();
            assertThat(ended.take().outcome().failure()).hasMessageContaining("time is over");
        }
    }
}
