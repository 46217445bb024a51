package io.telpher.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.proxyprotocol.wire.ProxyHeaderWriter;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one endpoint: resolves its name off the loop, connects, says by the PROXY protocol for whom and puts
 * TLS on, where they are wanted.
 */
public final class Connector {
    private static final long NAME_KEPT_NANOS = 30_000_000_000L;

    /** Puts TLS on a connection. */
    @FunctionalInterface
    public interface Security {
        /** Adds its handler to the channel and later tells null, or what is wrong with the peer. */
        void secure(Channel channel, Consumer<@Nullable Failure> done);
    }

    private record Resolved(InetAddress address, long atNanos) {}

    private final Loops loops;
    private final Endpoint endpoint;
    private final long timeoutNanos;
    private final @Nullable ProxyHeaderWriter headers;
    private final @Nullable Security security;
    private final @Nullable InetAddress literal;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Resolved resolved;

    /** A connector; {@code security} is null for plain TCP. */
    public Connector(Loops loops, Endpoint endpoint, long timeoutNanos, @Nullable Security security) {
        this(loops, endpoint, timeoutNanos, null, security);
    }

    /** A connector; {@code headers} is null without PROXY protocol, {@code security} for plain TCP. */
    public Connector(
            Loops loops,
            Endpoint endpoint,
            long timeoutNanos,
            @Nullable ProxyHeaderWriter headers,
            @Nullable Security security) {
        this.loops = loops;
        this.endpoint = endpoint;
        this.timeoutNanos = timeoutNanos;
        this.headers = headers;
        this.security = security;
        this.literal = literal(endpoint.host());
    }

    /** True if its connections are TLS. */
    public boolean secure() {
        return security != null;
    }

    private static @Nullable InetAddress literal(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return null;
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of bytes
        }
    }

    /** True if a connection begins by naming a client, so that it must serve nobody else than who has the same name. */
    public boolean namesClients() {
        return headers != null;
    }

    /**
     * Connects on {@code loop}; then tells, on the loop, the channel or why there is none.
     *
     * @param client for whom, if clients are named
     */
    public void connect(Loop loop, ProxyHeader client, BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        reach(loop, stream(loop), null, (channel, failure) -> {
            if (channel == null) {
                done.accept(null, failure);
            } else {
                name(client, channel);
                secure(channel, done);
            }
        });
    }

    /**
     * The same with TCP Fast Open, where the kernel permits it: a copy of {@code first} goes with the SYN, or right behind
     * it. Not for TLS.
     */
    public void connect(
            Loop loop, ProxyHeader client, ByteBuf first, BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        ByteBuf said = headers == null
                ? first.retainedDuplicate()
                : Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(headers.write(client)), first.retainedDuplicate());
        Bootstrap socket = stream(loop);
        if (loops.fastOpen().connecting()) {
            socket.option(ChannelOption.TCP_FASTOPEN_CONNECT, true);
        }
        reach(loop, socket, said, (channel, failure) -> {
            if (channel != null) {
                channel.flush();
            }
            done.accept(channel, failure);
        });
    }

    private void name(ProxyHeader client, Channel channel) {
        if (headers != null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(headers.write(client)));
        }
    }

    /** Connects for nobody in particular. */
    public void connect(Loop loop, BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        connect(loop, ProxyHeader.LOCAL, done);
    }

    private Bootstrap stream(Loop loop) {
        return loops.client(loop).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) (timeoutNanos / 1_000_000));
    }

    /** Makes a socket of UDP that is connected to the endpoint, on {@code loop}; then tells it, or why there is none. */
    public void datagrams(Loop loop, int bytesMax, BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        reach(loop, loops.datagrams(loop, literal instanceof Inet4Address, bytesMax), null, done);
    }

    private void reach(
            Loop loop,
            Bootstrap socket,
            @Nullable ByteBuf first,
            BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        InetAddress known = literal;
        Resolved recent = resolved;
        if (known == null && recent != null && loop.nanos() - recent.atNanos < NAME_KEPT_NANOS) {
            known = recent.address;
        }
        if (known != null) {
            connect(socket, known, first, done);
        } else {
            Thread.ofVirtual().start(() -> resolve(loop, socket, first, done));
        }
    }

    private void resolve(
            Loop loop,
            Bootstrap socket,
            @Nullable ByteBuf first,
            BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        try {
            InetAddress address = InetAddress.getByName(endpoint.host());
            resolved = new Resolved(address, loop.nanos());
            loop.execute(() -> connect(socket, address, first, done));
        } catch (UnknownHostException e) {
            Failure failure =
                    Failure.upstream(Failure.Kind.DNS, true, "the name " + endpoint.host() + " does not resolve");
            loop.execute(() -> {
                ReferenceCountUtil.release(first);
                done.accept(null, failure);
            });
        }
    }

    private void connect(
            Bootstrap socket,
            InetAddress address,
            @Nullable ByteBuf first,
            BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        socket.handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {}
        });
        InetSocketAddress to = new InetSocketAddress(address, endpoint.port());
        ChannelFuture connecting = first == null ? socket.connect(to) : connectSaying(socket, to, first);
        connecting.addListener((ChannelFutureListener) future -> {
            if (future.isSuccess()) {
                remember(future.channel());
                done.accept(future.channel(), null);
            } else {
                done.accept(null, failure(future.cause()));
            }
        });
    }

    /** What is written before is what goes with the SYN. */
    private static ChannelFuture connectSaying(Bootstrap socket, InetSocketAddress to, ByteBuf first) {
        ChannelFuture registered = socket.register();
        Channel channel = registered.channel();
        if (!registered.isSuccess()) { // on its own loop it is registered at once, or not at all
            first.release();
            return registered.isDone() ? registered : channel.newFailedFuture(new ConnectException("not registered"));
        }
        channel.write(first);
        return channel.connect(to);
    }

    private void remember(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(_ -> open.remove(channel));
    }

    /** Breaks every connection that it made and that is still open, whatever has become of it. Any thread. */
    public void closeNow(String why) {
        for (Channel channel : open) {
            channel.eventLoop().execute(() -> {
                Failure failure = Failure.upstream(
                        Failure.Kind.RESET, false, "the connection to " + endpoint + " was closed by us: " + why);
                channel.pipeline().fireExceptionCaught(failure);
                channel.close();
            });
        }
    }

    private void secure(Channel channel, BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        Security wanted = security;
        if (wanted == null) {
            done.accept(channel, null);
            return;
        }
        wanted.secure(channel, failure -> {
            if (failure == null) {
                done.accept(channel, null);
            } else {
                channel.close();
                done.accept(null, failure);
            }
        });
    }

    private Failure failure(Throwable cause) {
        boolean late = cause instanceof io.netty.channel.ConnectTimeoutException;
        String seconds = timeoutNanos / 1e9 + " s";
        if (late) {
            return Failure.upstream(
                    Failure.Kind.CONNECT_TIMEOUT, true, "no connection to " + endpoint + " within " + seconds);
        }
        boolean nowhere = cause instanceof NoRouteToHostException
                || String.valueOf(cause.getMessage()).contains("unreachable"); // as the JDK's own sockets say it
        Failure.Kind kind = nowhere ? Failure.Kind.UNROUTABLE : Failure.Kind.REFUSED;
        return Failure.upstream(kind, true, endpoint + " " + reason(cause));
    }

    private static String reason(Throwable cause) {
        return switch (cause) {
            case ConnectException _ -> "refused the connection";
            case NoRouteToHostException _ -> "cannot be reached: no route leads there"; // it says nothing itself
            default -> "cannot be reached: " + (cause.getMessage() != null ? cause.getMessage() : cause);
        };
    }
}
