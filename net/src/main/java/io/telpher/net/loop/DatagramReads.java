package io.telpher.net.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much is asked of a socket of UDP by one call: as many datagrams as came lately and one more, so that a call that
 * brings fewer shows that none is left, and no further one has to find that out. Whoever waits for the socket is told of
 * what it still has, so that to stop early costs no datagram.
 */
public final class DatagramReads implements RecvByteBufAllocator {
    /** After so many datagrams other sockets have their turn. */
    private static final int TURN = 128;

    private final int bytesEach;
    private final int atOnce;

    /**
     * Reads of datagrams that have room for {@code bytesEach}.
     *
     * @param atOnce the most that are asked for by one call
     */
    public DatagramReads(int bytesEach, int atOnce) {
        this.bytesEach = bytesEach;
        this.atOnce = atOnce;
    }

    @Override
    @SuppressWarnings("deprecation") // of the interface's method, which Netty still calls
    public Handle newHandle() {
        return new Reads();
    }

    private final class Reads implements ExtendedHandle {
        private int asked = Math.min(2, atOnce);
        private int came;
        private int cameBefore;
        private int attemptedBytes;
        private int lastBytes;

        @Override
        public ByteBuf allocate(ByteBufAllocator pool) {
            cameBefore = came;
            return pool.ioBuffer(guess());
        }

        @Override
        public int guess() {
            return bytesEach * asked;
        }

        @Override
        public void reset(ChannelConfig config) {
            came = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            came += count;
        }

        @Override
        public boolean continueReading() {
            int got = came - cameBefore;
            boolean all = got >= asked;
            asked = Math.min(all ? asked * 2 : Math.max(2, got + 1), atOnce);
            return all && atOnce > 1 && came < TURN;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return continueReading();
        }

        @Override
        public void readComplete() {}

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }
    }
}
