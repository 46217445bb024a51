package io.telpher.httpnetty.loop;

import io.netty.channel.Channel;
import io.telpher.net.Entrance;
import io.telpher.net.Listener;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import java.net.InetSocketAddress;

/** Accepts connections and puts the handlers on them: what the entrance wants, then HTTP. */
public final class HttpChannels {
    private final Loops loops;
    private final ServerContext context;
    private final Entrance entrance;

    /** Of one listener. */
    public HttpChannels(Loops loops, ServerContext context, Entrance entrance) {
        this.loops = loops;
        this.context = context;
        this.entrance = entrance;
    }

    /** Listens. @throws java.net.BindException if the port is taken */
    public Listener listen(InetSocketAddress address) throws Exception {
        return loops.listen(address, this::serve);
    }

    /** Serves what comes to a socket that somebody else served until now. */
    public void takeOver(Listener listener) {
        listener.handOver(this::serve);
    }

    private void serve(Channel channel) {
        if (!entrance.open(channel)) {
            return;
        }
        Loop loop = loops.of(channel);
        if (entrance.tls() != null) {
            channel.pipeline().addLast(new HandshakeWitness(loop, context));
        }
        ServerConnection connection = new ServerConnection(loop, context);
        channel.pipeline()
                .addLast(new VersionChoice(loop, context, connection, entrance.tls() != null))
                .addLast(connection);
    }
}
