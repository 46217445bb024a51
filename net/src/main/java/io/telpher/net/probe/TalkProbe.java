package io.telpher.net.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Probe;
import io.telpher.net.Connector;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.probe.wire.Talk;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks an endpoint in the words of the protocol that it serves. */
public final class TalkProbe implements Probe {
    private static final int DATAGRAM_BYTES_MAX = 4096;

    private final Loops loops;
    private final Function<Endpoint, @Nullable Connector> connectors;
    private final Talk talk;

    /**
     * A probe.
     *
     * @param connectors connect as users' connections do, over TLS or plainly; null if nobody needs the endpoint any more
     */
    public TalkProbe(Loops loops, Function<Endpoint, @Nullable Connector> connectors, Talk talk) {
        this.loops = loops;
        this.connectors = connectors;
        this.talk = talk;
    }

    @Override
    public Answer ask(Endpoint endpoint, long timeoutNanos) throws InterruptedException {
        Connector connector = connectors.apply(endpoint);
        if (connector == null) {
            return new Answer(false, "nobody needs this endpoint any more");
        }
        Loop loop = (talk.datagrams() ? loops.forPassing() : loops).next();
        Listening listening = new Listening();
        BiConsumer<@Nullable Channel, @Nullable Failure> connected = listening::begin;
        loop.execute(() -> {
            if (talk.datagrams()) {
                connector.datagrams(loop, DATAGRAM_BYTES_MAX, connected);
            } else {
                connector.connect(loop, connected);
            }
        });
        try {
            return listening.answer.join();
        } finally {
            listening.close();
        }
    }

    /** Hears what the endpoint says. Confined to its loop. */
    private final class Listening extends ChannelInboundHandlerAdapter {
        private final Cell<Answer> answer = new Cell<>();
        private final ByteBuf heard = Unpooled.buffer();
        private volatile @Nullable Channel channel;
        private volatile boolean closed;
        private int step;

        void begin(@Nullable Channel made, @Nullable Failure failure) {
            if (made == null) {
                answer.complete(
                        new Answer(false, failure == null ? "no connection" : String.valueOf(failure.getMessage())));
                return;
            }
            channel = made;
            made.pipeline().addLast(this);
            made.config().setAutoRead(true);
            say(made, talk.opening());
            if (closed) {
                made.close();
            }
        }

        private void say(Channel to, byte[] bytes) {
            if (bytes.length > 0) {
                to.writeAndFlush(Unpooled.wrappedBuffer(bytes));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
            heard.writeBytes(bytes, Math.min(bytes.readableBytes(), Talk.HEARD_BYTES_MAX - heard.readableBytes()));
            bytes.release();
            if (answer.isDone()) {
                return;
            }
            switch (talk.hear(step, ByteBufUtil.getBytes(heard))) {
                case Talk.Step.More _ -> {
                    if (heard.readableBytes() == Talk.HEARD_BYTES_MAX) {
                        answer.complete(new Answer(false, "says too much"));
                    }
                }
                case Talk.Step.Say more -> {
                    step++;
                    heard.clear();
                    say(ctx.channel(), more.bytes());
                }
                case Talk.Step.Done done -> answer.complete(done.answer());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.complete(new Answer(false, "closed the connection"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer.complete(new Answer(false, String.valueOf(cause.getMessage())));
            ctx.close();
        }

        /** From the thread that asked. */
        void close() {
            closed = true;
            Channel open = channel;
            if (open != null) {
                open.close();
            }
        }
    }
}
