package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.net.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a tunnel that has a connection to itself: bytes both ways until it closes. Confined to its loop. */
public final class SocketEnd extends ChannelInboundHandlerAdapter implements TunnelEnd, LoopBody.Source, Sink {
    private final ChannelHandlerContext before;
    private final @Nullable LoopExchange exchange;
    private final Consumer<Outcome> closed;
    private final LoopBody arriving;
    private @Nullable LoopBody leaving;
    private boolean over;

    private SocketEnd(
            ChannelHandlerContext before, Loop loop, @Nullable LoopExchange exchange, Consumer<Outcome> closed) {
        this.before = before;
        this.exchange = exchange;
        this.closed = closed;
        this.arriving = new LoopBody(loop, this, Body.UNKNOWN);
    }

    /**
     * Takes a connection over from its handler.
     *
     * @param early what has come already
     * @param exchange counts the bytes, if this is the client's end
     * @param closed told when the connection is no more
     */
    public static SocketEnd inPlaceOf(
            ChannelHandlerContext handler,
            Loop loop,
            @Nullable ByteBuf early,
            @Nullable LoopExchange exchange,
            Consumer<Outcome> closed) {
        SocketEnd end = new SocketEnd(handler, loop, exchange, closed);
        handler.pipeline().replace(handler.handler(), null, end);
        handler.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        if (early != null) {
            end.received(early);
        }
        handler.channel().config().setAutoRead(!end.arriving.paused());
        if (handler.channel() instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
            handler.channel().close(); // nobody speaks any more at that end
        }
        if (!handler.channel().isActive()) {
            end.over();
        }
        return end;
    }

    @Override
    public LoopBody arriving() {
        return arriving;
    }

    @Override
    public void send(LoopBody body) {
        leaving = body;
        body.to(this);
    }

    @Override
    public void close() {
        arriving.abandon();
        before.channel().close();
    }

    // === from the socket ===

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received((ByteBuf) message);
    }

    private void received(ByteBuf bytes) {
        if (exchange != null) {
            exchange.countReceived(bytes.readableBytes());
        }
        arriving.feed(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        arriving.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void over() {
        if (!over) {
            over = true;
            arriving.end(Fields.EMPTY);
            closed.accept(Outcome.DONE);
        }
    }

    @Override
    public void demanded() {}

    @Override
    public void flowing(boolean wanted) {
        before.channel().config().setAutoRead(wanted);
    }

    @Override
    public void abandoned() {
        close();
    }

    // === to the socket ===

    @Override
    public void data(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        if (exchange != null) {
            exchange.countSent(bytes.readableBytes());
        }
        before.channel().write(bytes, before.channel().voidPromise());
        LoopBody body = leaving;
        if (body != null && !before.channel().isWritable()) {
            before.channel().flush();
            body.pause();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        LoopBody body = leaving;
        if (body != null && ctx.channel().isWritable()) {
            body.resume();
        }
    }

    @Override
    public void flush() {
        before.channel().flush();
    }

    @Override
    public void end(Fields trailers) {
        before.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void failed(Failure why) {
        close();
    }
}
