package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.internal.PlatformDependent;
import io.telpher.http.DirectBody;
import java.nio.ByteBuffer;

/** A piece of a {@link DirectBody} as a buffer: it is sent from where it is, and the body learns when that is over. */
final class DirectBytes extends UnpooledUnsafeDirectByteBuf {
    private final DirectBody body;

    private DirectBytes(ByteBufAllocator allocator, ByteBuffer piece, DirectBody body) {
        super(allocator, piece, piece.remaining());
        this.body = body;
    }

    /** The buffer for a piece of a body. Where Netty may not use addresses it is a copy. */
    static ByteBuf of(ByteBufAllocator allocator, ByteBuffer piece, DirectBody body) {
        if (PlatformDependent.hasUnsafe()) {
            return new DirectBytes(allocator, piece, body);
        }
        int length = piece.remaining();
        ByteBuf copy = allocator.directBuffer(length, length).writeBytes(piece);
        body.sent();
        return copy;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        body.sent();
    }
}
