package io.telpher.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How sockets are driven. */
@SuppressWarnings("ImmutableEnumChecker") // suppliers of the library's own constants
public enum Transport {
    /** Linux io_uring, kernel 6.1 on: the least CPU per request. */
    IO_URING(
            Transport::rings,
            IoUringServerSocketChannel.class,
            IoUringSocketChannel.class,
            IoUringDatagramChannel::new,
            IoUringChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE),
    /** Linux epoll. */
    EPOLL(
            EpollIoHandler::newFactory,
            EpollServerSocketChannel.class,
            EpollSocketChannel.class,
            EpollDatagramChannel::new,
            EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE),
    /** The JDK's selectors: everywhere. */
    NIO(NioIoHandler::newFactory, NioServerSocketChannel.class, NioSocketChannel.class, NioDatagramChannel::new, null);

    /** Names one in lower case, for when the best is not wanted: {@code -Dtelpher.transport=epoll}. */
    public static final String PROPERTY = "telpher.transport";

    /**
     * So many operations are handed to the kernel at once. A long queue would wait until a whole burst of requests has been
     * read, while the servers behind could be at work on the first of them already.
     */
    private static final int RING_SIZE = 16;

    /** Room for what is done: each connection can have several operations waiting, which end at the same time in a burst. */
    private static final int DONE_SIZE = 4096;

    private final Supplier<IoHandlerFactory> handlers;
    private final Class<? extends ServerSocketChannel> serverSockets;
    private final ReflectiveChannelFactory<? extends SocketChannel> sockets;
    private final Function<@Nullable SocketProtocolFamily, DatagramChannel> datagramSockets;
    private final @Nullable ChannelOption<Integer> datagramSize;

    Transport(
            Supplier<IoHandlerFactory> handlers,
            Class<? extends ServerSocketChannel> serverSockets,
            Class<? extends SocketChannel> sockets,
            Function<@Nullable SocketProtocolFamily, DatagramChannel> datagramSockets,
            @Nullable ChannelOption<Integer> datagramSize) {
        this.handlers = handlers;
        this.serverSockets = serverSockets;
        this.sockets = new ReflectiveChannelFactory<>(sockets);
        this.datagramSockets = datagramSockets;
        this.datagramSize = datagramSize;
    }

    /** The best that this machine permits, or the one that {@link #PROPERTY} names. */
    public static Transport best() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted != null) {
            return valueOf(wanted.toUpperCase(Locale.ROOT));
        }
        if (IO_URING.available()) {
            return IO_URING;
        }
        return EPOLL.available() ? EPOLL : NIO;
    }

    /** True if this machine permits it. */
    public boolean available() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
        };
    }

    private static IoHandlerFactory rings() {
        return IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(RING_SIZE).setCqSize(DONE_SIZE));
    }

    IoHandlerFactory handlers() {
        return handlers.get();
    }

    Class<? extends ServerSocketChannel> serverSockets() {
        return serverSockets;
    }

    /** Makes a socket of TCP. */
    SocketChannel socket() {
        return sockets.newChannel();
    }

    /** Makes a socket of UDP: of IPv4, with which the kernel has less to do, or one that can do both. */
    DatagramChannel datagramSocket(boolean ipv4) {
        return datagramSockets.apply(ipv4 ? SocketProtocolFamily.INET : null);
    }

    /** Has several datagrams of at most so many bytes be read at once; null where that cannot be. */
    @Nullable
    ChannelOption<Integer> datagramSize() {
        return datagramSize;
    }

    /** Its name in logs. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
