package io.telpher.httpnetty.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.telpher.net.Listener;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.tls.ServerTls;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Accepts connections and puts the handlers on them: TLS where it is wanted, then HTTP. */
public final class HttpChannels {
    private HttpChannels() {}

    /** Listens. @throws java.net.BindException if the port is taken */
    public static Listener listen(
            Loops loops, InetSocketAddress address, ServerContext context, @Nullable ServerTls tls) throws Exception {
        return loops.listen(address, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                Loop loop = loops.of(channel);
                if (tls != null) {
                    channel.pipeline().addLast(tls.handler(channel)).addLast(new HandshakeWitness(loop, context));
                }
                ServerConnection connection = new ServerConnection(loop, context);
                channel.pipeline()
                        .addLast(new VersionChoice(loop, context, connection, tls != null))
                        .addLast(connection);
            }
        });
    }
}
