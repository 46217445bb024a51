package io.telpher.net.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.telpher.core.metrics.Counter;
import org.jspecify.annotations.Nullable;

/** One of the two connections of a {@link Splice}: passes what it reads to the other, as fast as that takes it. */
final class Side extends ChannelInboundHandlerAdapter {
    private final Splice splice;
    private final Channel channel;
    private final Counter counter;
    private Channel to;
    private @Nullable Side other;
    private long bytes;
    private long counted;
    private boolean ended;
    private @Nullable Throwable cause;

    Side(Splice splice, Channel channel, Counter counter) {
        this.splice = splice;
        this.channel = channel;
        this.counter = counter;
        this.to = channel;
    }

    void face(Side opposite) {
        other = opposite;
        to = opposite.channel;
    }

    /** Reads from now on, unless it is closed already. */
    void begin() {
        if (!channel.isActive()) {
            splice.closed(this, null);
        } else if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) { // as we were on our way
            end();
        } else {
            channel.config().setAutoRead(to.isWritable());
        }
    }

    /** How many bytes it has sent. */
    long bytes() {
        return bytes;
    }

    /** True if it will send nothing more. */
    boolean ended() {
        return ended;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        pass((ByteBuf) message);
    }

    void pass(ByteBuf read) {
        bytes += read.readableBytes();
        to.write(read, to.voidPromise());
        if (!to.isWritable()) {
            to.flush();
            if (!to.isWritable()) {
                channel.config().setAutoRead(false);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (bytes != counted) {
            passed();
            splice.moved();
        }
    }

    void passed() {
        to.flush();
        counter.add(bytes - counted);
        counted = bytes;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        to.config().setAutoRead(channel.isWritable());
        splice.moved();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            end();
        }
    }

    private void end() {
        Side opposite = other;
        if (!ended && opposite != null) {
            ended = true;
            if (!opposite.ended) {
                opposite.finish();
            }
            splice.ended();
        }
    }

    /** The other side sends nothing more: when this one has been sent all that came, it is told so. */
    private void finish() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.closeOutbound();
            } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
                duplex.shutdownOutput();
            }
        });
    }

    /** Closes it when it has been sent all that came; {@code broken} if the other side did not end as it should. */
    void closeWhenSent(boolean broken) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            if (broken) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        });
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        passed();
        splice.closed(this, cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        cause = thrown;
        ctx.close();
    }
}
