package io.telpher.testkit.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final Line FAR = Line.perfect().withLatency(Duration.ofMillis(40));

    private final SimulatedNetwork network = new SimulatedNetwork(1);
    private final Seen seen = new Seen(network);

    @BeforeEach
    void listen() {
        listen(network);
    }

    private static void listen(SimulatedNetwork network) {
        network.listen("echo", new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Echo());
            }
        });
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }

    /** What arrived, with the milliseconds at which it did. */
    private static final class Seen extends SimpleChannelInboundHandler<ByteBuf> {
        private final List<String> events = new ArrayList<>();
        private final SimulatedNetwork network;

        Seen(SimulatedNetwork network) {
            this.network = network;
        }

        private void note(String what) {
            events.add(Duration.ofNanos(network.nanos()).toMillis() + " " + what);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            note(bytes.toString(US_ASCII));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            note("closed");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            note(cause.getMessage());
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    @Test
    void anEchoTakesARoundTripAfterTheConnectionsOwnAndTimeMovesOnlyByHand() {
        SimulatedNetwork.Connection connection = network.connect("echo", FAR, seen);
        assertThat(connection.connected().isDone()).isFalse();
        network.advance(Duration.ofMillis(80));
        assertThat(connection.connected().isSuccess()).isTrue();

        connection.channel().writeAndFlush(bytes("hello"));
        network.run();
        network.advance(Duration.ofNanos(79_999_999));
        assertThat(seen.events).isEmpty();
        network.advance(Duration.ofNanos(1));

        assertThat(seen.events).containsExactly("160 hello");
    }

    @Test
    void hoursOfWaitingPassAtOnce() {
        SimulatedNetwork.Connection connection = network.connect("echo", Line.perfect(), seen);
        connection.channel().pipeline().addFirst("idle", new IdleStateHandler(3600, 0, 0) {
            @Override
            protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
                context.close();
            }
        });
        network.run();

        network.advance(Duration.ofSeconds(3599));
        assertThat(connection.channel().isActive()).isTrue();
        network.advance(Duration.ofSeconds(1));

        assertThat(seen.events).containsExactly("3600000 closed");
    }

    @Test
    void aLineOfSingleBytesHandsThemOverOneByOne() {
        Channel channel =
                network.connect("echo", Line.perfect().withSegments(1), seen).channel();

        channel.writeAndFlush(bytes("abc"));
        network.run();

        assertThat(seen.events).containsExactly("0 a", "0 b", "0 c");
    }

    @Test
    void raggedSegmentsAndJitterAreTheSameForTheSameSeedAndKeepTheOrder() {
        assertThat(jittery(7)).isEqualTo(jittery(7)).isNotEqualTo(jittery(8));
    }

    private static List<String> jittery(long seed) {
        try (SimulatedNetwork network = new SimulatedNetwork(seed)) {
            listen(network);
            Seen seen = new Seen(network);
            Line line = Line.perfect().withJitter(Duration.ofMillis(50)).withRaggedSegments(4);
            Channel channel = network.connect("echo", line, seen).channel();
            network.advance(Duration.ofSeconds(1));
            channel.writeAndFlush(bytes("a message in pieces"));
            network.advance(Duration.ofSeconds(10));
            assertThat(seen.events.stream().map(event -> event.split(" ", 2)[1]).collect(joining()))
                    .isEqualTo("a message in pieces");
            return seen.events;
        }
    }

    @Test
    void whatIsSentOverAStalledLineArrivesWhenItIsBack() {
        SimulatedNetwork.Connection connection = network.connect("echo", Line.perfect(), seen);
        connection.link().stall();
        connection.channel().writeAndFlush(bytes("late"));
        network.advance(Duration.ofMinutes(1));
        assertThat(seen.events).isEmpty();

        connection.link().resume();
        network.run();

        assertThat(seen.events).containsExactly("60000 late");
    }

    @Test
    void aResetIsSeenByBothEnds() {
        SimulatedNetwork.Connection connection = network.connect("echo", Line.perfect(), seen);
        connection.link().reset();
        network.run();

        assertThat(seen.events).containsExactly("0 Connection reset by peer", "0 closed");
        assertThat(connection.channel().isOpen()).isFalse();
    }

    @Test
    void aReceiverThatDoesNotReadHoldsTheSenderBack() {
        List<Channel> accepted = new ArrayList<>();
        network.listen("deaf", new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.config().setAutoRead(false);
                channel.pipeline().addLast(seen);
                accepted.add(channel);
            }
        });
        Channel client = network.connect("deaf", Line.perfect().withWindow(4), new ChannelInboundHandlerAdapter())
                .channel();

        ChannelFuture first = client.writeAndFlush(bytes("1234"));
        ChannelFuture second = client.writeAndFlush(bytes("5678"));
        network.run();

        assertThat(first.isDone()).isTrue();
        assertThat(second.isDone()).isFalse();
        assertThat(client.isWritable()).isFalse();
        accepted.getFirst().config().setAutoRead(true);
        network.run();
        assertThat(second.isDone()).isTrue();
        assertThat(client.isWritable()).isTrue();
        assertThat(seen.events).containsExactly("0 1234", "0 5678");
    }

    @Test
    void theEndOfAStreamTravelsBehindItsBytes() {
        List<String> server = seen.events;
        network.listen("sink", new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(seen);
            }
        });
        Channel client =
                network.connect("sink", FAR, new ChannelInboundHandlerAdapter()).channel();
        network.advance(Duration.ofMillis(80));

        client.writeAndFlush(bytes("last words"));
        client.close();
        network.advance(Duration.ofSeconds(1));

        assertThat(server).containsExactly("120 last words", "160 closed");
    }
}
