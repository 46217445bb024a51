package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.telpher.http.Fields;
import io.telpher.net.Loop;
import io.telpher.net.loop.Blocks;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is about to send. Heads and small pieces of body are gathered in one buffer, so that an ordinary
 * message is one write; large pieces go as they are.
 */
public final class Outbox {
    private static final int BUFFER_BYTES = Blocks.BYTES;
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    private final ChannelHandlerContext ctx;
    private final Blocks blocks;
    private @Nullable ByteBuf buffer;
    private boolean dirty;

    public Outbox(Loop loop, ChannelHandlerContext ctx) {
        this.blocks = loop.blocks();
        this.ctx = ctx;
    }

    /** Gathers bytes. */
    public void bytes(byte[] bytes, int offset, int length) {
        room(length).writeBytes(bytes, offset, length);
    }

    public void bytes(byte[] bytes) {
        bytes(bytes, 0, bytes.length);
    }

    private void hex(int value) {
        ByteBuf into = room(8);
        int shift = 28;
        while (shift > 0 && value >>> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            into.writeByte(HEX[(value >>> shift) & 15]);
        }
    }

    /** Sends a piece of body, which is ours to release. */
    public void data(ByteBuf bytes) {
        int length = bytes.readableBytes();
        ByteBuf gathered = buffer;
        if (gathered != null && length <= gathered.writableBytes()) {
            gathered.writeBytes(bytes);
            bytes.release();
            return;
        }
        if (gathered == null && length <= BUFFER_BYTES / 4) {
            room(length).writeBytes(bytes);
            bytes.release();
            return;
        }
        emit();
        dirty = true;
        ctx.write(bytes, ctx.voidPromise());
    }

    /** Sends a piece of body as a chunk. */
    public void chunk(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length == 0) {
            bytes.release();
            return;
        }
        hex(length);
        room(2).writeShort(0x0d0a);
        data(bytes);
        room(2).writeShort(0x0d0a);
    }

    /** Sends the last chunk and the trailer section. */
    public void lastChunk(Fields trailers) {
        room(3).writeByte('0').writeShort(0x0d0a);
        trailers.lines(this::bytes);
        room(2).writeShort(0x0d0a);
    }

    /** Where the next {@code length} bytes go: to be written at once. */
    public ByteBuf room(int length) {
        ByteBuf gathered = buffer;
        if (gathered != null && gathered.writableBytes() < length) {
            emit();
            gathered = null;
        }
        if (gathered == null) {
            gathered = allocate(length);
            buffer = gathered;
        }
        return gathered;
    }

    /** Whoever wants to say something that cannot be gathered stops in the middle: the connection is to end. */
    private ByteBuf allocate(int length) {
        try {
            return length <= BUFFER_BYTES
                    ? blocks.take(ctx.alloc())
                    : ctx.alloc().directBuffer(length);
        } catch (OutOfMemoryError none) {
            ctx.executor().execute(() -> ctx.pipeline().fireExceptionCaught(none));
            throw none;
        }
    }

    private void emit() {
        ByteBuf gathered = buffer;
        if (gathered != null) {
            buffer = null;
            dirty = true;
            ctx.write(gathered, ctx.voidPromise());
        }
    }

    /** True if something was gathered or written since the last flush. */
    public boolean dirty() {
        return dirty || buffer != null;
    }

    public void flush() {
        emit();
        if (dirty) {
            dirty = false;
            ctx.flush();
        }
    }

    /** Flushes, and tells when everything has gone to the socket. */
    public ChannelFuture flushAndTell() {
        ByteBuf gathered = buffer;
        buffer = null;
        dirty = false;
        ChannelPromise promise = ctx.newPromise();
        ctx.writeAndFlush(gathered == null ? io.netty.buffer.Unpooled.EMPTY_BUFFER : gathered, promise);
        return promise;
    }

    public void release() {
        ByteBuf gathered = buffer;
        buffer = null;
        if (gathered != null) {
            gathered.release();
        }
    }
}
