package io.telpher.net.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import java.util.function.Consumer;

/** A connection to an endpoint, or a socket that is connected to it: the reply of layer 4. Reads nothing until it is taken. */
public final class Link {
    private final Channel channel;
    private final boolean saidFirst;
    private final Early early = new Early();
    private final Ending ending = new Ending();

    Link(Channel channel, boolean saidFirst) {
        this.channel = channel;
        this.saidFirst = saidFirst;
        channel.pipeline().addLast(early);
    }

    /** The connection. */
    public Channel channel() {
        return channel;
    }

    /** True if the endpoint has been sent what the client said first. */
    public boolean saidFirst() {
        return saidFirst;
    }

    /** Puts the handler of who takes it in place. What has come already is told to {@code taker}. On the loop. */
    public void take(ChannelHandler handler, Consumer<ByteBuf> taker) {
        channel.pipeline().addLast(handler);
        ByteBuf bytes;
        while ((bytes = early.next()) != null) {
            taker.accept(bytes);
        }
        channel.pipeline().remove(early);
    }

    /** When it ends. */
    public Ending ending() {
        return ending;
    }

    /** Closes it: nobody wants it any more. Any thread. */
    public void discard() {
        channel.close();
        ending.complete(
                Outcome.failed(Failure.downstream(Failure.Kind.CANCELLED, "nobody wants the connection any more")));
    }
}
