package io.telpher.testkit.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated connection, first in its channel's pipeline: it cuts what is sent into segments and hands each to
 * the other end when it is due. A write is done when its last byte has left for the other end's window, as with a kernel's
 * socket buffer; the end of the stream travels behind the bytes.
 */
final class Wire extends ChannelDuplexHandler {
    private static final int WRITABILITY_INDEX = 1;

    /** Bytes that wait for the window, and whom to tell when they have left. */
    private record Waiting(ByteBuf bytes, ChannelPromise promise) {}

    /** Bytes on their way. */
    private record Segment(ByteBuf bytes, long dueNanos) {}

    private final Link link;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Segment> travelling = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ChannelPromise closing;
    private int flushed;
    private int inWindowBytes;
    private long lastDueNanos = Long.MIN_VALUE;
    private boolean lastByteSent;
    private boolean pumping;
    private boolean again;

    Wire(Link link) {
        this.link = link;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        long roundTripNanos = 2 * link.line().nextLatencyNanos(link.random());
        if (roundTripNanos == 0) {
            ctx.connect(remote, local, promise);
        } else {
            ctx.executor().schedule(() -> ctx.connect(remote, local, promise), roundTripNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new IllegalArgumentException("a wire carries bytes, not " + message.getClass()));
            return;
        }
        if (!ctx.channel().isActive() || closing != null) {
            bytes.release();
            promise.setFailure(new ClosedChannelException());
            return;
        }
        waiting.add(new Waiting(bytes, promise));
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushed = waiting.size();
        pump();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing != null || !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        closing = promise;
        pump();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Wire sender = link.otherEnd(this);
        int count = message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ctx.fireChannelRead(message);
        if (sender != null) {
            sender.wasRead(count);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropEverything();
        ctx.fireChannelInactive();
    }

    private void wasRead(int count) {
        inWindowBytes -= count;
        pump();
    }

    /** Moves on whatever may move now. */
    void pump() {
        if (pumping) {
            again = true; // a local channel forgets what is flushed into it while it delivers
            return;
        }
        pumping = true;
        do {
            again = false;
            pumpOnce();
        } while (again);
        pumping = false;
    }

    private void pumpOnce() {
        if (context == null || link.isStalled()) {
            return;
        }
        fillWindow(context);
        deliverDue(context);
        tellWritability(context);
        closeIfThrough(context);
    }

    private void fillWindow(ChannelHandlerContext ctx) {
        while (flushed > 0) {
            Waiting next = waiting.element();
            while (next.bytes().isReadable() && inWindowBytes < link.line().windowBytes()) {
                depart(ctx, next.bytes());
            }
            if (next.bytes().isReadable()) {
                return;
            }
            waiting.remove();
            flushed--;
            next.bytes().release();
            next.promise().trySuccess();
        }
    }

    private void depart(ChannelHandlerContext ctx, ByteBuf bytes) {
        int room = link.line().windowBytes() - inWindowBytes;
        int size = Math.min(Math.min(room, bytes.readableBytes()), link.line().nextSegmentBytes(link.random()));
        long due = ctx.executor().ticker().nanoTime() + link.line().nextLatencyNanos(link.random());
        lastDueNanos = travelling.isEmpty() ? due : Math.max(due, lastDueNanos);
        travelling.add(new Segment(bytes.readRetainedSlice(size), lastDueNanos));
        inWindowBytes += size;
        callWhenDue(ctx, lastDueNanos);
    }

    private void callWhenDue(ChannelHandlerContext ctx, long dueNanos) {
        long delay = dueNanos - ctx.executor().ticker().nanoTime();
        if (delay > 0) {
            ctx.executor().schedule(this::pump, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void deliverDue(ChannelHandlerContext ctx) {
        long now = ctx.executor().ticker().nanoTime();
        while (!travelling.isEmpty() && travelling.element().dueNanos() - now <= 0) {
            // One flush each, so that the other end sees each segment as a read of its own.
            ctx.writeAndFlush(travelling.remove().bytes());
        }
    }

    private void tellWritability(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(
                    WRITABILITY_INDEX, inWindowBytes < link.line().windowBytes());
        }
    }

    private void closeIfThrough(ChannelHandlerContext ctx) {
        if (closing == null || flushed > 0 || !travelling.isEmpty() || lastByteSent) {
            return;
        }
        lastByteSent = true;
        ChannelPromise promise = closing;
        long latency = link.line().nextLatencyNanos(link.random());
        if (latency == 0) {
            ctx.close(promise);
        } else {
            ctx.executor().schedule(() -> ctx.close(promise), latency, TimeUnit.NANOSECONDS);
        }
    }

    void reset() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            return;
        }
        dropEverything();
        ctx.fireExceptionCaught(new IOException("Connection reset by peer"));
        ctx.close();
    }

    private void dropEverything() {
        travelling.forEach(segment -> segment.bytes().release());
        travelling.clear();
        flushed = 0;
        for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
            one.bytes().release();
            one.promise().tryFailure(new ClosedChannelException());
        }
    }
}
