package io.telpher.net;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Asks an endpoint whether it accepts connections. Shallow: a process that hangs may still accept. */
public final class TcpProbe implements Probe {
    private final Loops loops;

    /** A probe that connects from these loops. */
    public TcpProbe(Loops loops) {
        this.loops = loops;
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
                    done.channel().close();
                    String why = done.isSuccess()
                            ? "accepts connections"
                            : String.valueOf(done.cause().getMessage());
                    answer.complete(new Answer(done.isSuccess(), why));
                });
        return answer.join();
    }
}
