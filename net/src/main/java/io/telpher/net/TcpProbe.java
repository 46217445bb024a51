package io.telpher.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Function;

/** Asks an endpoint whether it accepts connections. Shallow: a process that hangs may still accept. */
public final class TcpProbe implements Probe {
    private final Loops loops;
    private final Function<Endpoint, byte[]> greetings;

    /** A probe that connects from these loops. */
    public TcpProbe(Loops loops) {
        this(loops, _ -> new byte[0]);
    }

    /** A probe that connects from these loops and sends what every connection to an endpoint has to begin with. */
    public TcpProbe(Loops loops, Function<Endpoint, byte[]> greetings) {
        this.loops = loops;
        this.greetings = greetings;
    }

    @Override
    public Answer ask(Endpoint endpoint, long timeoutNanos) throws InterruptedException {
        InetAddress address;
        try {
            address = InetAddress.getByName(endpoint.host());
        } catch (UnknownHostException e) {
            return new Answer(false, "the name does not resolve");
        }
        Cell<Answer> answer = new Cell<>();
        loops.client(loops.next())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, timeoutNanos / 1_000_000))
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new InetSocketAddress(address, endpoint.port()))
                .addListener((ChannelFutureListener) done -> {
                    leave(done.channel(), done.isSuccess() ? greetings.apply(endpoint) : new byte[0]);
                    String why = done.isSuccess()
                            ? "accepts connections"
                            : String.valueOf(done.cause().getMessage());
                    answer.complete(new Answer(done.isSuccess(), why));
                });
        return answer.join();
    }

    private static void leave(Channel channel, byte[] greeting) {
        if (greeting.length == 0) {
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.wrappedBuffer(greeting)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
