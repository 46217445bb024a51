package io.telpher.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link PortServer} of TCP: the part of it that has to do with the socket that it accepts from. */
public abstract class TcpServer implements PortServer {
    private static final Logger LOG = LoggerFactory.getLogger(TcpServer.class);

    private final Loops loops;
    private final InetSocketAddress address;
    private final boolean fast;
    private final Listener.Taker taker;
    private volatile @Nullable Listener listener;

    /**
     * Not bound yet.
     *
     * @param address where it listens; port 0 for any free one
     * @param served puts the handlers on each accepted connection
     */
    protected TcpServer(Loops loops, InetSocketAddress address, Consumer<Channel> served) {
        this(loops, address, false, false, served);
    }

    /**
     * The same.
     *
     * @param fast true if first bytes may come with the SYN
     * @param passing true if {@link Loops#forPassing} drive the connections
     */
    protected TcpServer(
            Loops loops, InetSocketAddress address, boolean fast, boolean passing, Consumer<Channel> served) {
        this.fast = fast;
        this.loops = loops;
        this.address = address;
        this.taker = new Listener.Taker(passing, served);
    }

    @Override
    public final void bind() throws Exception {
        if (fast && !loops.fastOpen().accepting()) {
            LOG.warn(
                    "{}: this kernel accepts no TCP Fast Open (bit 2 of net.ipv4.tcp_fastopen): connections open as usual",
                    name());
        }
        listener = loops.listen(address, fast, taker);
    }

    @Override
    public final void accept() {
        bound().accept();
    }

    @Override
    public final void takeOver(PortServer other) {
        if (!(other instanceof TcpServer tcp)) {
            throw new IllegalArgumentException(other.name() + " is no listener of TCP");
        }
        Listener taken = tcp.bound();
        tcp.listener = null;
        listener = taken;
        taken.handOver(taker);
    }

    @Override
    public final InetSocketAddress address() {
        return bound().address();
    }

    private Listener bound() {
        Listener bound = listener;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    /** Accepts no more. */
    protected final void acceptNoMore() {
        Listener bound = listener;
        if (bound != null) {
            bound.close();
        }
    }
}
