package io.telpher.net.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * The buffers that a connection is read into, whose size follows what comes. If there is no memory for one, this
 * connection is told of the error, and its loop goes on: an error that io_uring meets while it schedules a read would end
 * the loop, and with it everybody's connections there.
 */
public final class ReadBuffers extends AdaptiveRecvByteBufAllocator {
    private final Channel channel;

    private ReadBuffers(Channel channel) {
        this.channel = channel;
        maxMessagesPerRead(channel.metadata().defaultMaxMessagesPerRead());
    }

    /** Has {@code channel}, which has read nothing yet, read that way. @return the channel */
    public static <C extends Channel> C on(C channel) {
        channel.config().setRecvByteBufAllocator(new ReadBuffers(channel));
        return channel;
    }

    @Override
    @SuppressWarnings("deprecation") // of the interface's method, which Netty still calls
    public Handle newHandle() {
        return new Sparing((ExtendedHandle) super.newHandle());
    }

    private final class Sparing extends RecvByteBufAllocator.DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle sizes;

        Sparing(ExtendedHandle sizes) {
            super(sizes);
            this.sizes = sizes;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator pool) {
            try {
                return sizes.allocate(pool);
            } catch (OutOfMemoryError none) {
                channel.eventLoop().execute(() -> channel.pipeline().fireExceptionCaught(none));
                return Unpooled.EMPTY_BUFFER; // into which nothing is read
            }
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return sizes.continueReading(maybeMore);
        }
    }
}
