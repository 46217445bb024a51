package io.telpher.httpnetty.loop;

import io.netty.channel.Channel;
import io.telpher.net.Listener;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.tls.ServerTls;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Accepts connections and puts the handlers on them: TLS where it is wanted, then HTTP. */
public final class HttpChannels {
    private final Loops loops;
    private final ServerContext context;
    private final @Nullable ServerTls tls;

    /** Of one listener; {@code tls} is null for plain TCP. */
    public HttpChannels(Loops loops, ServerContext context, @Nullable ServerTls tls) {
        this.loops = loops;
        this.context = context;
        this.tls = tls;
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
        Loop loop = loops.of(channel);
        if (tls != null) {
            channel.pipeline().addLast(tls.handler(channel)).addLast(new HandshakeWitness(loop, context));
        }
        ServerConnection connection = new ServerConnection(loop, context);
        channel.pipeline()
                .addLast(new VersionChoice(loop, context, connection, tls != null))
                .addLast(connection);
    }
}
