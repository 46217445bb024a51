package io.telpher.net.splice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.telpher.core.metrics.Counter;
import io.telpher.net.Loop;
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
    private @Nullable Straight straight;
    private boolean ended;
    private boolean gone;
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
            gone();
        } else if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) { // as we were on our way
            end();
        } else {
            channel.config().setAutoRead(to.isWritable());
        }
    }

    /**
     * True if nothing is on its way through the channel, so that its socket can be driven {@linkplain Straight straight}.
     * For a channel that is registered no more.
     */
    boolean quiet() {
        ChannelOutboundBuffer rest = channel.unsafe().outboundBuffer();
        boolean shut = channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
        return channel.isActive() && !shut && !ended && !gone && rest != null && rest.isEmpty();
    }

    Channel channel() {
        return channel;
    }

    /** Has its channel driven again, if it is open. */
    void register(Loop loop) {
        if (channel.isOpen() && !channel.isRegistered()) {
            loop.eventLoop().register(channel);
            channel.flush();
        }
    }

    /** Its channel is not used any more but for its end. */
    void drivenBy(Straight driver) {
        straight = driver;
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
        came(read.readableBytes());
        to.write(read, to.voidPromise());
        if (!to.isWritable()) {
            to.flush();
            if (!to.isWritable()) {
                channel.config().setAutoRead(false);
            }
        }
    }

    /** So many bytes have come. */
    void came(int more) {
        bytes += more;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (bytes != counted) {
            to.flush();
            told();
        }
    }

    void passed() {
        to.flush();
        told();
    }

    /** All that has come for now has been passed on. */
    void told() {
        if (bytes != counted) {
            counter.add(bytes - counted);
            counted = bytes;
            splice.moved();
        }
    }

    /** Something that waited for it has been sent. */
    void moved() {
        splice.moved();
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

    /** It will send nothing more. */
    void end() {
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
        whenSent(() -> {
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
        whenSent(() -> {
            if (broken) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close();
        });
    }

    /** Runs {@code task} when it has been sent all that came. */
    private void whenSent(Runnable task) {
        Straight driver = straight;
        if (driver == null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> task.run());
        } else {
            driver.whenSent(task);
        }
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        to.flush();
        gone();
    }

    /** Its connection is no more. */
    void gone() {
        if (!gone) {
            gone = true;
            told();
            splice.closed(this, cause);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        broke(thrown);
    }

    /** It broke, or is to be broken, because of {@code why}. */
    void broke(Throwable why) {
        cause = why;
        channel.close();
    }
}
