package io.telpher.httpnetty.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.telpher.net.Loops;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the handlers on accepted connections. */
public final class HttpChannels {
    private HttpChannels() {}

    /** TLS where it is wanted, then HTTP/1.1. */
    public static ChannelInitializer<Channel> initializer(
            Loops loops, ServerContext context, @Nullable Function<Channel, ChannelHandler> tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.apply(channel));
                }
                channel.pipeline().addLast(new ServerConnection(loops.of(channel), context));
            }
        };
    }
}
