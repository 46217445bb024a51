package io.telpher.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done with datagrams when many wait to be sent. */
class UdpSocketTest {
    private boolean stuck;
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (!stuck) {
                ctx.flush();
            }
        }
    });

    @AfterEach
    void stop() {
        stuck = false;
        channel.flush();
        channel.finishAndReleaseAll();
    }

    private static ByteBuf datagram() {
        return Unpooled.buffer().writeZero(60_000);
    }

    @Test
    void whatWaitsIsSentWhenItIsMuch() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(32 * 1024, 64 * 1024));
        for (int i = 0; i < 8; i++) {
            assertThat(UdpSocket.put(channel, datagram())).isTrue();
        }
        assertThat(channel.outboundMessages()).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void whatTheNetworkDoesNotTakeIsDropped() {
        stuck = true;
        ByteBuf last = datagram();
        boolean taken = true;
        for (int i = 0; i < 8 && taken; i++) {
            last = datagram();
            taken = UdpSocket.put(channel, last);
        }
        assertThat(taken).isFalse();
        assertThat(last.refCnt()).isZero();
    }
}
