package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.telpher.core.Outcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One side of two connections joined: what one sends the other gets, as fast as it takes it, until either ends. */
final class Splice extends ChannelInboundHandlerAdapter {
    private final Channel other;
    private final boolean client;
    private final ServedExchange exchange;
    private final Consumer<Outcome> ended;

    private Splice(Channel other, boolean client, ServedExchange exchange, Consumer<Outcome> ended) {
        this.other = other;
        this.client = client;
        this.exchange = exchange;
        this.ended = ended;
    }

    /** Joins two connections of one loop, taking the place of their handlers. */
    static void join(
            ChannelHandlerContext client,
            @Nullable ByteBuf fromClient,
            ChannelHandlerContext origin,
            @Nullable ByteBuf fromOrigin,
            ServedExchange exchange,
            Consumer<Outcome> ended) {
        Channel clientChannel = client.channel();
        Channel originChannel = origin.channel();
        Splice clientSide = new Splice(originChannel, true, exchange, ended);
        Splice originSide = new Splice(clientChannel, false, exchange, ended);
        client.pipeline().addLast(clientSide);
        origin.pipeline().addLast(originSide);
        client.pipeline().remove(client.handler());
        origin.pipeline().remove(origin.handler());
        clientSide.forward(fromClient);
        originSide.forward(fromOrigin);
        originChannel.flush();
        clientChannel.flush();
        clientChannel.config().setAutoRead(true);
        originChannel.config().setAutoRead(true);
        if (!originChannel.isActive() || !clientChannel.isActive()) {
            originChannel.close();
            clientChannel.close();
            clientSide.over();
        }
    }

    private void forward(@Nullable ByteBuf bytes) {
        if (bytes == null) {
            return;
        }
        if (client) {
            exchange.requestBytes += bytes.readableBytes();
        } else {
            exchange.responseBytes += bytes.readableBytes();
        }
        other.write(bytes, other.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        forward((ByteBuf) message);
        if (!other.isWritable()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        other.config().setAutoRead(ctx.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        other.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        over();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Either side ends it; it is told once. */
    private void over() {
        if (exchange.finish(Outcome.DONE)) {
            ended.accept(Outcome.DONE);
        }
    }
}
