package io.telpher.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.telpher.net.loop.NativeCalls;
import io.telpher.net.loop.NonBlocking;
import io.telpher.net.loop.ReadBuffers;
import java.io.IOException;

/**
 * Takes accepted connections that are only passed through over to the loops for that, where these are others than those that
 * have accepted them: the socket lives on in a channel of theirs. The one that it came in was never registered and holds
 * nothing, so that it is left behind. Where {@link NativeCalls} are not permitted they stay.
 */
final class Crossing extends ChannelInboundHandlerAdapter {
    private final Loops loops;
    private final Listener.Door door;

    Crossing(Loops loops, Listener.Door door) {
        this.loops = loops;
        this.door = door;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Loops wanted = door.passing() && NativeCalls.permitted() ? loops.forPassing() : loops;
        if (wanted == loops) {
            ctx.fireChannelRead(message);
        } else {
            cross(((UnixChannel) message).fd(), wanted.next());
        }
    }

    private void cross(FileDescriptor accepted, Loop loop) {
        int socket = accepted.intValue();
        try {
            NonBlocking.make(socket);
        } catch (IOException e) {
            throw new IllegalStateException("a socket that was just accepted", e);
        }
        Channel channel = ReadBuffers.on(new EpollSocketChannel(socket));
        channel.pipeline().addLast(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel accepted) {
                door.enter(accepted);
            }
        });
        loop.eventLoop().register(channel).addListener(registered -> {
            if (!registered.isSuccess()) {
                channel.unsafe().closeForcibly();
            }
        });
    }
}
