package io.telpher.httpnetty.loop.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before TLS and keeps a client's close_notify back while its request is served: once TLS has read that, it sends
 * nothing more, though only the other direction has ended (RFC 8446 §6.1). It follows the records to know where one begins;
 * what looks like an alert is kept, and if it was something else, it comes a little late.
 */
final class TlsEnd extends ChannelInboundHandlerAdapter {
    private static final int HEADER_BYTES = 5;
    private static final int ALERT = 21;
    private static final int APPLICATION_DATA = 23;
    private static final int SEALED_ALERT_MAX_BYTES =
            2 + 1 + 16 + 16; // content, type, seal and, of Java's, padding: TLS 1.3

    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    private int restBytes; // of the record that has begun
    private BooleanSupplier serving = () -> false;
    private @Nullable ByteBuf held;
    private @Nullable ChannelHandlerContext context;

    /** Keeps it back while {@code busy} says so. */
    void keepWhile(BooleanSupplier busy) {
        serving = busy;
    }

    /** True if something is kept back. */
    boolean keeps() {
        return held != null;
    }

    /** Lets TLS have what was kept back. */
    void letGo() {
        ByteBuf kept = held;
        ChannelHandlerContext ctx = context;
        held = null;
        if (kept != null && ctx != null) {
            ctx.fireChannelRead(kept);
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        letGo(); // something comes behind it: it was no end
        ByteBuf in = (ByteBuf) message;
        int last = lastAlert(in);
        if (last < 0) {
            ctx.fireChannelRead(in);
            return;
        }
        if (last > in.readerIndex()) {
            ctx.fireChannelRead(in.readRetainedSlice(last - in.readerIndex()));
        }
        if (serving.getAsBoolean()) {
            held = in;
        } else {
            ctx.fireChannelRead(in);
        }
    }

    /** Where the last record begins, if all of it is here and it looks like an alert; else -1. */
    private int lastAlert(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        int start = -1;
        while (at < end) {
            if (restBytes > 0) {
                int some = Math.min(restBytes, end - at);
                restBytes -= some;
                at += some;
                continue;
            }
            start = headerBytes == 0 ? at : -1;
            while (at < end && headerBytes < HEADER_BYTES) {
                header[headerBytes++] = in.getByte(at++);
            }
            if (headerBytes == HEADER_BYTES) {
                headerBytes = 0;
                restBytes = (header[3] & 0xff) << 8 | (header[4] & 0xff);
            }
        }
        boolean whole = headerBytes == 0 && restBytes == 0 && start >= 0;
        return whole && alert() ? start : -1;
    }

    private boolean alert() {
        int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
        return header[0] == ALERT || (header[0] == APPLICATION_DATA && length <= SEALED_ALERT_MAX_BYTES);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf kept = held;
        held = null;
        if (kept != null) {
            kept.release();
        }
    }
}
