package io.telpher.net.walk.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.telpher.core.Cell;
import io.telpher.net.walk.wire.TcpFacts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket for one blocking thread: the bridge of the walk. It reads only when asked, so that nothing piles up.
 * A limit, once set, closes the connection when it passes.
 */
public final class Tube extends ChannelInboundHandlerAdapter {
    private static final Object END = new Object();

    private final Channel channel;
    private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private @Nullable Future<?> limit;

    Tube(Channel channel) {
        this.channel = channel;
    }

    /** Closes the connection {@code nanos} from now unless {@link #unlimit} or another limit comes first. */
    public void limit(long nanos, String what) {
        unlimit();
        limit = channel.eventLoop().schedule(() -> expired(what), Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    /** Takes the limit away. */
    public void unlimit() {
        if (limit != null) {
            limit.cancel(false);
        }
    }

    private void expired(String what) {
        arrived.add(new SocketTimeoutException(what));
        channel.close();
    }

    /** Waits for bytes. @return null at the end */
    public byte @Nullable [] take() throws IOException {
        Object next = arrived.poll();
        if (next == null) {
            channel.read();
            next = waited();
        }
        if (next instanceof byte[] bytes) {
            return bytes;
        }
        arrived.add(next); // whoever asks again learns the same
        if (next instanceof IOException e) {
            throw e;
        }
        return null;
    }

    private Object waited() throws InterruptedIOException {
        try {
            return arrived.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Sends bytes and waits until the kernel has them. */
    public void put(byte[] bytes) throws IOException, InterruptedException {
        Cell<Boolean> sent = new Cell<>();
        channel.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(done -> {
            if (done.isSuccess()) {
                sent.complete(true);
            } else {
                sent.fail(done.cause());
            }
        });
        sent.join();
    }

    /** What the kernel knows of the connection now, or null where it does not tell. */
    public @Nullable TcpFacts tcp() {
        return TcpInfo.of(channel);
    }

    /** Our own end. */
    public InetSocketAddress local() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** The other end. */
    public InetSocketAddress remote() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    /** Closes the connection. */
    public void close() {
        unlimit();
        channel.close();
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        arrived.add(ByteBufUtil.getBytes(bytes));
        bytes.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (arrived.isEmpty()) {
            ctx.read(); // part of a TLS record: nothing to hand over yet
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        arrived.add(END);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        arrived.add(cause instanceof IOException e ? e : new IOException(cause.getMessage(), cause));
        ctx.close();
    }
}
