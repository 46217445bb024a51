package io.telpher.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.telpher.core.Component;
import io.telpher.net.loop.DatagramReads;
import io.telpher.net.loop.ReadBuffers;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The event loops of a process, one for each core, and the sockets that they drive. */
public final class Loops implements Component {
    private static final int CLOSE_SECONDS = 3;
    private static final int DATAGRAMS_AT_ONCE = 32;
    private static final int DATAGRAMS_BYTES = 128 * 1024;

    /** In which nothing happens before loops end: what is being closed with io_uring has its last events then. */
    private static final int QUIET_MILLIS = 50;

    private final Transport transport;
    private final FastOpen fastOpen;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventExecutor, Loop> loops = new HashMap<>();
    private final List<Loop> all = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicReference<@Nullable Loops> passing = new AtomicReference<>();

    /** Loops that are ready for work; their threads start with the first. */
    public Loops(Transport transport, int count) {
        this.transport = transport;
        this.fastOpen = FastOpen.of(transport);
        this.group =
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop", true), transport.handlers());
        for (EventExecutor executor : group) {
            Loop loop = new Loop((EventLoop) executor, all.size());
            loops.put(executor, loop);
            all.add(loop);
        }
    }

    @Override
    public void start() {}

    /** How sockets are driven. */
    public Transport transport() {
        return transport;
    }

    /** What the kernel makes of TCP Fast Open. */
    public FastOpen fastOpen() {
        return fastOpen;
    }

    /** All loops. */
    public List<Loop> all() {
        return List.copyOf(all);
    }

    /**
     * The loops that drive what is passed through, connections and datagrams: these, or on io_uring as many of epoll, which
     * are made when they are first asked for. What io_uring has to be told and to tell for each piece costs more than a call
     * that reads it and one that sends it.
     */
    public Loops forPassing() {
        if (passingTransport() == transport) {
            return this;
        }
        Loops made = passing.get();
        if (made == null) {
            made = new Loops(passingTransport(), all.size());
            if (!passing.compareAndSet(null, made)) {
                made.close();
            }
        }
        return Objects.requireNonNull(passing.get());
    }

    private Transport passingTransport() {
        return transport == Transport.IO_URING && Transport.EPOLL.available() ? Transport.EPOLL : transport;
    }

    /** All loops, and behind them those {@linkplain #forPassing for passing}, if there are any of their own. */
    List<Loop> every() {
        Loops others = passing.get();
        return others == null
                ? all()
                : Stream.concat(all.stream(), others.all.stream()).toList();
    }

    /** Any loop, each in turn. */
    public Loop next() {
        return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }

    /** The loop that drives this channel. */
    public Loop of(Channel channel) {
        Loop loop = loops.get(channel.eventLoop());
        Loops others = passing.get();
        if (loop == null && others != null) {
            return others.of(channel);
        }
        if (loop == null) {
            throw new IllegalArgumentException("a channel of other loops");
        }
        return loop;
    }

    /**
     * Binds a socket, which accepts connections once it is {@linkplain Listener#accept told} to; they are shared out to the
     * loops in turn.
     *
     * @param connections puts the handlers on each accepted connection
     * @throws java.net.BindException if the port is taken
     */
    public Listener listen(InetSocketAddress address, Consumer<Channel> connections) throws Exception {
        return listen(address, false, new Listener.Taker(false, connections));
    }

    /** The same; {@code fast} if first bytes may come with the SYN, where the kernel permits it. */
    Listener listen(InetSocketAddress address, boolean fast, Listener.Taker taker) throws Exception {
        Listener.Door door = new Listener.Door(taker);
        ServerBootstrap bootstrap = new ServerBootstrap().handler(new Crossing(this, door));
        if (fast && fastOpen.accepting()) {
            bootstrap.option(ChannelOption.TCP_FASTOPEN, FastOpen.PENDING_MAX);
        }
        Channel channel = bootstrap
                .group(group)
                .channel(transport.serverSockets())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        door.enter(ReadBuffers.on(accepted));
                    }
                })
                .bind(address)
                .sync()
                .channel();
        return new Listener(channel, door);
    }

    /** The loops that can have sockets of one port each, among which the kernel shares out the clients of UDP. */
    public List<Loop> sharing() {
        return transport == Transport.NIO ? List.of(all.getFirst()) : all();
    }

    /**
     * Binds a socket of UDP that reads nothing yet.
     *
     * @param bytesMax of a datagram; longer ones come with one byte more than that
     * @throws java.net.BindException if the port is taken
     */
    public Channel bindDatagrams(Loop loop, InetSocketAddress address, int bytesMax) throws Exception {
        boolean ipv4 = address.getAddress() instanceof Inet4Address;
        Bootstrap bootstrap = datagrams(loop, ipv4, bytesMax).handler(new ChannelInboundHandlerAdapter());
        ChannelOption<Integer> size = passingTransport().datagramSize();
        int atOnce = Math.max(1, Math.min(DATAGRAMS_AT_ONCE, DATAGRAMS_BYTES / (bytesMax + 1)));
        if (size != null && atOnce > 1) {
            bootstrap
                    .option(size, bytesMax + 1)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new DatagramReads(bytesMax + 1, atOnce));
        }
        if (transport != Transport.NIO) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        return bootstrap.bind(address).sync().channel();
    }

    /**
     * What a socket of UDP is made with: it reads nothing until it is told to.
     *
     * @param ipv4 true if addresses of IPv4 are all that it will see
     */
    public Bootstrap datagrams(Loop loop, boolean ipv4, int bytesMax) {
        Transport used = transportOf(loop);
        return new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory(() -> used.datagramSocket(ipv4))
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new DatagramReads(bytesMax + 1, 1));
    }

    private Transport transportOf(Loop loop) {
        return loops.containsKey(loop.eventLoop()) ? transport : passingTransport();
    }

    /** Runs {@code task} when what the loops are at now is over: on the last of them that gets there. */
    public void afterTurn(Runnable task) {
        List<Loop> every = every();
        AtomicInteger left = new AtomicInteger(every.size());
        for (Loop loop : every) {
            loop.eventLoop().execute(() -> {
                if (left.decrementAndGet() == 0) {
                    task.run();
                }
            });
        }
    }

    /** What a connection from {@code loop} is made with: options set, handlers and address still to come. */
    public Bootstrap client(Loop loop) {
        Transport used = transportOf(loop);
        return new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory(() -> ReadBuffers.on(used.socket()))
                .option(ChannelOption.TCP_NODELAY, true);
    }

    /**
     * Ends the loops. On io_uring a loop now and then waits for a completion that the kernel does not send any more; its
     * thread is a daemon and is then left behind.
     */
    @Override
    public void close() {
        Loops others = passing.get();
        if (others != null) {
            others.close();
        }
        boolean ended = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        if (ended) {
            all.forEach(loop -> loop.passage().close());
        }
    }
}
