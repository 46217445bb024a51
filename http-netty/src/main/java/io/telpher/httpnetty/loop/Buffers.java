package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** Bytes of ours as buffers to send. */
public final class Buffers {
    private static final int COPIED_BYTES_MAX = 4096;

    private Buffers() {}

    /** Little is copied to where the socket wants it; much is sent from where it is. */
    public static ByteBuf of(ChannelHandlerContext ctx, byte[] bytes) {
        return bytes.length <= COPIED_BYTES_MAX
                ? ctx.alloc().directBuffer(bytes.length).writeBytes(bytes)
                : Unpooled.wrappedBuffer(bytes);
    }

    /** What is kept until somebody takes it, which is ours: copied if it would pin twice as much memory as it has bytes. */
    public static ByteBuf kept(ByteBuf bytes) {
        ByteBuf whole = bytes;
        for (ByteBuf beneath = bytes.unwrap(); beneath != null; beneath = beneath.unwrap()) {
            whole = beneath;
        }
        int length = bytes.readableBytes();
        if (length > whole.capacity() / 2 || !whole.isDirect()) {
            return bytes;
        }
        ByteBuf copy = bytes.alloc().directBuffer(length, length);
        copy.writeBytes(bytes);
        bytes.release();
        return copy;
    }
}
