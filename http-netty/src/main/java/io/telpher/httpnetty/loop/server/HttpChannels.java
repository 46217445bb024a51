package io.telpher.httpnetty.loop.server;

import io.netty.channel.Channel;
import io.telpher.net.Entrance;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import java.util.function.Consumer;

/** Accepts connections and puts the handlers on them: what the entrance wants, then HTTP. */
public final class HttpChannels implements Consumer<Channel> {
    private final Loops loops;
    private final ServerContext context;
    private final Entrance entrance;

    /** Of one listener. */
    public HttpChannels(Loops loops, ServerContext context, Entrance entrance) {
        this.loops = loops;
        this.context = context;
        this.entrance = entrance;
    }

    @Override
    public void accept(Channel channel) {
        if (!entrance.open(channel)) {
            return;
        }
        Loop loop = loops.of(channel);
        boolean tls = entrance.tls() != null;
        if (tls) {
            PlainOnTls.watch(channel.pipeline());
            channel.pipeline().addLast(new HandshakeWitness(loop, context));
        }
        ServerConnection connection = new ServerConnection(loop, context, tls);
        channel.pipeline()
                .addLast(new VersionChoice(loop, context, connection, tls))
                .addLast(connection);
    }
}
