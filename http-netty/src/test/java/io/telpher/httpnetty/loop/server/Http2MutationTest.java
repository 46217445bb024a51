package io.telpher.httpnetty.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.telpher.core.Verdict;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.HpackDecoder;
import io.telpher.net.Loop;
import io.telpher.net.flood.Pressure;
import io.telpher.testkit.raw.H2Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Storms of frames on whole HTTP/2 connections, without sockets and with a clock of the test's own. Whatever comes, in
 * whatever pieces: nothing of ours throws, what goes out are frames, little memory is held, none is left, and a connection
 * that was not closed still answers. Each storm has its number as seed, so a failure can be repeated.
 */
class Http2MutationTest {
    private static final int SHORT = 500;
    private static final int LONG = 20_000;
    private static final int HELD_BYTES_MAX = 8 << 20;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final byte[] LARGE = new byte[200_000];

    @Test
    void storms() throws Exception {
        for (int seed = 0; seed < SHORT; seed++) {
            storm(seed);
        }
    }

    @Test
    @Tag("slow")
    void manyMore() throws Exception {
        for (int seed = SHORT; seed < LONG; seed++) {
            storm(seed);
        }
    }

    @Test
    void contentThatNobodyReadGoesWithItsStream() throws Exception {
        try (Connection connection = new Connection(new Random(1))) {
            connection.receive(FrameStorm.begun(
                    H2Frames.settings(INITIAL_WINDOW_SIZE, 0),
                    H2Frames.request(1, false, "POST", "/"),
                    H2Frames.data(1, true, "nobody reads this"),
                    H2Frames.reset(1, H2Frames.CANCEL)));
        }
    }

    @Test
    void aHandlerThatReadsFromAStreamThatIsResetMakesNoMistake() throws Exception {
        try (Connection connection = new Connection(new Random(1))) {
            connection.receive(FrameStorm.begun(
                    H2Frames.request(1, false, "POST", "/read"),
                    H2Frames.data(1, false, "more is to come"),
                    H2Frames.reset(1, H2Frames.CANCEL)));
        }
    }

    private static void storm(int seed) throws Exception {
        Random random = new Random(seed);
        try (Connection connection = new Connection(random)) {
            FrameStorm storm = new FrameStorm(random);
            boolean damaged = random.nextBoolean();
            connection.receive(storm.bytes(damaged));
            if (!damaged && connection.open()) {
                connection.stillAnswers();
            }
        } catch (AssertionError | RuntimeException | BadFrame e) {
            throw new AssertionError("storm " + seed, e);
        }
    }

    /** A connection on a channel without a socket. */
    private static final class Connection implements AutoCloseable, HttpEvents {
        private final Random random;
        private final MockTicker ticker = Ticker.newMockTicker();
        private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
        private final EmbeddedChannel channel;
        private final ServerContext context;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final List<Throwable> bugs = new ArrayList<>();
        private int streams;
        private int connections;

        Connection(Random random) {
            this.random = random;
            context = new ServerContext(
                    "test",
                    ServerSettings.DEFAULT,
                    this,
                    _ -> Verdict.admit(),
                    _ -> Connection::serve,
                    Pressure.NONE,
                    (_, _) -> {});
            channel = new Addressed(ticker);
            channel.config().setAllocator(memory);
            Loop loop = new Loop(channel.eventLoop(), 0);
            channel.runPendingTasks();
            ServerConnection first = new ServerConnection(loop, context, false);
            channel.pipeline().addLast(new VersionChoice(loop, context, first, false), first);
        }

        private static HttpResponse serve(HttpRequest request) throws IOException {
            return switch (request.path()) {
                case "/large" -> HttpResponse.of(200, Fields.EMPTY, Body.of(LARGE));
                case "/read" -> HttpResponse.text(200, "" + request.body().readAll(1 << 20).length);
                case "/echo" -> HttpResponse.of(200, Fields.EMPTY, request.body());
                default -> HttpResponse.text(200, "ok");
            };
        }

        /** All of these bytes, in pieces, with time passing and the socket being emptied in between, or not. */
        void receive(byte[] bytes) {
            for (int at = 0; at < bytes.length && channel.isOpen(); ) {
                int n = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 8_000));
                channel.writeInbound(memory.buffer(n).writeBytes(bytes, at, n));
                at += n;
                turn();
                if (random.nextInt(30) == 0) {
                    ticker.advance(random.nextInt(3_000), TimeUnit.MILLISECONDS);
                    turn();
                }
                assertThat(held()).isLessThan(HELD_BYTES_MAX);
            }
        }

        private void turn() {
            channel.runPendingTasks();
            channel.runScheduledPendingTasks();
            if (random.nextInt(5) > 0) {
                drain();
            }
        }

        private void drain() {
            for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
                byte[] bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes).release();
                out.writeBytes(bytes);
                channel.runPendingTasks();
            }
        }

        private long held() {
            return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
        }

        boolean open() {
            return channel.isOpen();
        }

        /** A PING is answered, unless a head was left open or the connection is about to close. */
        void stillAnswers() throws BadFrame {
            receive(H2Frames.ping(0x616e73776572L));
            settle();
            List<FrameHeader> frames = frames();
            boolean answered =
                    frames.stream().anyMatch(frame -> frame.type() == FrameType.PING && frame.has(FrameHeader.ACK));
            boolean goes = frames.stream().anyMatch(frame -> frame.type() == FrameType.GOAWAY);
            assertThat(answered || goes || !channel.isOpen()).as("%s", frames).isTrue();
        }

        private void settle() {
            for (int i = 0; i < 5; i++) {
                channel.runPendingTasks();
                channel.runScheduledPendingTasks();
                drain();
            }
        }

        /** What went out, all of which must be frames. */
        private List<FrameHeader> frames() throws BadFrame {
            byte[] bytes = out.toByteArray();
            List<FrameHeader> frames = new ArrayList<>();
            if (bytes.length > 0 && bytes[0] == 'H') {
                return frames; // its preface was damaged, and the answer is one of HTTP/1.1
            }
            HpackDecoder decoder = new HpackDecoder();
            DecodedHead head = new DecodedHead(HeadLimits.DEFAULT);
            for (int at = 0; at < bytes.length; ) {
                FrameHeader header = FrameHeader.read(bytes, at);
                header.check(16_384);
                assertThat(header.type()).isNotEqualTo(FrameType.UNKNOWN);
                at += FrameHeader.BYTES;
                assertThat(at + header.length()).isLessThanOrEqualTo(bytes.length);
                if (header.type() == FrameType.HEADERS) {
                    decoder.decode(Arrays.copyOfRange(bytes, at, at + header.length()), 0, header.length(), head);
                }
                frames.add(header);
                at += header.length();
            }
            return frames;
        }

        @Override
        public void close() throws Exception {
            settle();
            frames();
            channel.close();
            settle();
            channel.checkException();
            channel.finishAndReleaseAll();
            assertThat(bugs).isEmpty();
            assertThat(streams).as("streams").isZero();
            assertThat(connections).as("connections").isZero();
            assertThat(context.open()).as("open").isZero();
            assertThat(held()).as("bytes that nobody released").isZero();
        }

        @Override
        public void stream(String listener, int change) {
            streams += change;
        }

        @Override
        public void http2(String listener, int change) {
            connections += change;
        }

        @Override
        public void bug(@Nullable HttpRequest request, Throwable thrown) {
            bugs.add(thrown);
        }
    }

    /** With the addresses that a socket would have. */
    private static final class Addressed extends EmbeddedChannel {
        Addressed(Ticker ticker) {
            super(builder().ticker(ticker).handlers(new ChannelHandler[0]));
        }

        @Override
        protected SocketAddress localAddress0() {
            return new InetSocketAddress("127.0.0.1", 80);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("127.0.0.1", 40_000);
        }
    }
}
