package io.telpher.net.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what an endpoint says before somebody takes its connection: little, since nothing is read yet, but an end that comes
 * early brings what was said before it.
 */
final class Early extends ChannelInboundHandlerAdapter {
    private final ArrayDeque<ByteBuf> kept = new ArrayDeque<>(0);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        kept.add(message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Nullable
    ByteBuf next() {
        return kept.poll();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf bytes;
        while ((bytes = kept.poll()) != null) {
            bytes.release();
        }
    }
}
