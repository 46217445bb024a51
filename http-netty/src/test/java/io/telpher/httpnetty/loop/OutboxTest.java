package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.telpher.net.Loop;
import io.telpher.net.loop.Blocks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<Throwable> caught = new ArrayList<>();

    private static final class Empty extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("a test's");
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private final class Told extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            caught.add(cause);
        }
    }

    @Test
    void aConnectionWithoutMemoryForWhatItHasToSayIsTold() {
        EmbeddedChannel channel = new EmbeddedChannel(new Told());
        channel.config().setAllocator(new Empty());
        Outbox out =
                new Outbox(new Loop(channel.eventLoop(), 0), channel.pipeline().firstContext());
        assertThatThrownBy(() -> out.room(Blocks.BYTES + 1)).isInstanceOf(OutOfMemoryError.class);
        channel.runPendingTasks();
        assertThat(caught).singleElement().isInstanceOf(OutOfMemoryError.class);
        channel.finishAndReleaseAll();
    }
}
