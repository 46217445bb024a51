package io.telpher.httpnetty.loop;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;

/**
 * The end of a connection in mid-exchange. A close says only that no more is sent, after which many a server goes on to
 * answer; a reset says that nobody waits.
 */
public final class Reset {
    private static final int AT_ONCE = 0;

    private Reset() {}

    /** Breaks the connection off. */
    public static void of(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, AT_ONCE);
            ctx.close();
        }
    }
}
