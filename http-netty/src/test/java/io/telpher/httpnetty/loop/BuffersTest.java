package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BuffersTest {
    private final ByteBuf read = Unpooled.directBuffer(64 * 1024).writeZero(40_000);

    @Test
    void littleOfALargeBufferIsCopiedSoThatItIsNotPinned() {
        ByteBuf kept = Buffers.kept(read.readRetainedSlice(100));
        assertThat(read.refCnt()).isEqualTo(1);
        assertThat(kept.readableBytes()).isEqualTo(100);
        assertThat(kept.capacity()).isEqualTo(100);
        kept.release();
        read.release();
    }

    @Test
    void muchOfItIsKeptAsItIs() {
        ByteBuf kept = Buffers.kept(read);
        assertThat(kept).isSameAs(read);
        kept.release();
    }
}
