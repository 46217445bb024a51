package io.telpher.net.splice;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.telpher.core.Service;
import io.telpher.net.Entrance;
import io.telpher.net.Loops;
import io.telpher.net.TcpServer;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A listener of TCP: accepts connections, has each connected to an endpoint, and passes bytes both ways until both end. */
public final class SpliceServer extends TcpServer {
    private final SpliceContext context;

    /**
     * A listener, not yet bound.
     *
     * @param entrance what stands before the first byte
     * @param dial connects, on a thread of the connection's own
     * @param clientFirst true if the client's first bytes are waited for before that; asked on the loop, with the name that
     *     the client asks for
     */
    public SpliceServer(
            Entrance entrance,
            Loops loops,
            InetSocketAddress address,
            SpliceSettings settings,
            Service<Visit, Link> dial,
            Predicate<@Nullable String> clientFirst,
            DialEvents events) {
        this(entrance, loops, address, new SpliceContext(entrance.listener(), settings, dial, clientFirst, events));
    }

    private SpliceServer(Entrance entrance, Loops loops, InetSocketAddress address, SpliceContext context) {
        super(
                loops,
                address,
                context.settings().fastOpen(),
                entrance.tls() == null,
                channel -> serve(entrance, loops, context, channel));
        this.context = context;
    }

    private static void serve(Entrance entrance, Loops loops, SpliceContext context, Channel client) {
        client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (entrance.open(client)) {
            context.add(client);
            client.pipeline().addLast(new Arrival(loops.of(client), context, entrance.tls() != null));
        }
    }

    @Override
    public String name() {
        return context.listener();
    }

    @Override
    public int connections() {
        return context.open();
    }

    /** Accepts no more. Connections live on: what they are at cannot be seen from here. */
    @Override
    public void drain() {
        acceptNoMore();
    }

    @Override
    public void closeTunnels() {
        context.closeAll();
    }

    @Override
    public void whenGone(Runnable task) {
        context.whenGone(task);
    }

    @Override
    public void close() {
        drain();
        context.closeAll();
    }
}
