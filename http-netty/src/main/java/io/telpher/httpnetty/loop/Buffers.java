package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** Bytes of ours as buffers to send. */
final class Buffers {
    private static final int COPIED_BYTES_MAX = 4096;

    private Buffers() {}

    /** Little is copied to where the socket wants it; much is sent from where it is. */
    static ByteBuf of(ChannelHandlerContext ctx, byte[] bytes) {
        return bytes.length <= COPIED_BYTES_MAX
                ? ctx.alloc().directBuffer(bytes.length).writeBytes(bytes)
                : Unpooled.wrappedBuffer(bytes);
    }
}
