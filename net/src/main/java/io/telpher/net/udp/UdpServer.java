package io.telpher.net.udp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.PortServer;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import io.telpher.net.flood.Pressure;
import io.telpher.net.flood.Sheddable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A listener of UDP: gives each client an endpoint and passes datagrams both ways until nothing moves any more. */
public final class UdpServer implements PortServer {
    private final Loops loops;
    private final InetSocketAddress address;
    private final UdpContext context;
    private volatile List<UdpSocket> sockets = List.of();

    /**
     * A listener, not yet bound.
     *
     * @param dial chooses endpoints, on a thread of each session's own
     * @param pressure what runs short in this process
     */
    public UdpServer(
            String name,
            Loops loops,
            InetSocketAddress address,
            UdpSettings settings,
            Service<Visit, Link> dial,
            DialEvents events,
            Pressure pressure) {
        this.loops = loops.forPassing();
        this.address = address;
        this.context = new UdpContext(
                name,
                settings,
                dial,
                events,
                pressure,
                this.loops.all().getFirst().nanos());
    }

    @Override
    public void bind() throws Exception {
        List<UdpSocket> bound = new ArrayList<>();
        try {
            InetSocketAddress wanted = address;
            for (Loop loop : loops.sharing()) {
                Channel channel =
                        loops.bindDatagrams(loop, wanted, context.settings().datagramBytesMax());
                UdpSocket socket = new UdpSocket(loop, channel, context);
                channel.pipeline().addLast(socket);
                socket.drive();
                bound.add(socket);
                wanted = (InetSocketAddress) channel.localAddress(); // if any would do, all have the same
            }
        } catch (Exception e) {
            bound.forEach(socket -> socket.channel().close());
            throw e;
        }
        sockets = List.copyOf(bound);
    }

    @Override
    public void accept() {
        sockets.forEach(UdpSocket::accept);
    }

    @Override
    public void takeOver(PortServer other) {
        if (!(other instanceof UdpServer udp)) {
            throw new IllegalArgumentException(other.name() + " is no listener of UDP");
        }
        sockets = udp.sockets;
        udp.sockets = List.of();
        sockets.forEach(socket -> socket.handOver(context));
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.getFirst().channel().localAddress();
    }

    @Override
    public String name() {
        return context.listener();
    }

    @Override
    public int connections() {
        return context.open();
    }

    /** Begins no more sessions. Those that there are live on, and so do their sockets. */
    @Override
    public void drain() {
        context.drain();
    }

    @Override
    public void closeTunnels() {
        context.closeAll();
    }

    /** The sessions of these servers, to be given up when something runs short. */
    public static Sheddable shedding(Supplier<List<UdpServer>> servers, Ticker ticker) {
        return new IdleSessions(
                () -> servers.get().stream().map(server -> server.context).toList(), ticker);
    }

    @Override
    public void whenGone(Runnable task) {
        context.whenGone(() -> {
            closeSockets();
            task.run();
        });
    }

    @Override
    public void close() {
        drain();
        context.closeAll();
        closeSockets();
    }

    private void closeSockets() {
        for (UdpSocket socket : sockets) {
            ChannelFuture closed = socket.close();
            if (!socket.channel().eventLoop().inEventLoop()) {
                closed.awaitUninterruptibly();
            }
        }
    }
}
