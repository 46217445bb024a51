package io.telpher.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.telpher.net.Loop;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a listener on one loop, and the sessions of the clients that the kernel gives it, by the client's address
 * and port: those of a client always come to the same socket. Sessions that have begun stay, whoever has the socket.
 */
final class UdpSocket extends ChannelInboundHandlerAdapter {
    private final Loop loop;
    private final UdpClients sessions = new UdpClients();
    private final List<UdpSession> touched = new ArrayList<>();
    private final Channel channel;
    private final Runnable flush = this::flush;
    private boolean flushing;
    private @Nullable UdpPort port;
    private volatile UdpContext context;

    UdpSocket(Loop loop, Channel channel, UdpContext context) {
        this.loop = loop;
        this.channel = channel;
        this.context = context;
    }

    /** Has it driven past its channel, where that can be; before it reads. */
    void drive() {
        port = UdpPort.of(this, context.settings().datagramBytesMax());
    }

    /** What drives it past its channel, if something does. */
    @Nullable
    UdpPort port() {
        return port;
    }

    /** Reads from now on. */
    void accept() {
        UdpPort driver = port;
        if (driver == null) {
            channel.config().setAutoRead(true);
        } else {
            driver.accept();
        }
    }

    /** Closes it, when it has sent what was said last. */
    ChannelFuture close() {
        loop.execute(() -> {
            UdpPort driver = port;
            if (driver == null) {
                channel.flush();
            } else {
                driver.flush();
            }
            channel.close();
        });
        return channel.closeFuture();
    }

    Channel channel() {
        return channel;
    }

    Loop loop() {
        return loop;
    }

    /** Sessions that begin from now on are somebody else's. */
    void handOver(UdpContext next) {
        context = next;
        UdpPort driver = port;
        if (driver != null) {
            driver.fit(next.settings().datagramBytesMax());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        InetSocketAddress client = packet.sender();
        UdpSession session = sessions.find(client);
        if (session == null) {
            session = begin(client, null);
        }
        ByteBuf bytes = packet.content();
        if (session == null || session.tooLong(bytes.readableBytes())) {
            bytes.release();
            return;
        }
        if (session.take(bytes)) {
            touched.add(session);
        }
    }

    /** The session of whom the kernel names there; null if there is none, and none may begin. */
    @Nullable
    UdpSession session(MemorySegment names, long at) {
        UdpSession session = sessions.find(names, at);
        return session == null ? begin(UdpClients.read(names, at), UdpClients.copy(names, at)) : session;
    }

    private @Nullable UdpSession begin(InetSocketAddress client, @Nullable MemorySegment name) {
        UdpContext now = context;
        if (!now.admits(client.getAddress())) {
            return null;
        }
        UdpSession session = new UdpSession(this, now, client, name);
        sessions.put(client, session);
        now.add(session);
        session.begin();
        return session;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        long now = loop.nanos();
        for (UdpSession session : touched) {
            session.sent(now);
        }
        touched.clear();
    }

    /** Sends a datagram to a client, together with others that come in this turn of the loop. @return false if it is dropped */
    boolean send(ByteBuf bytes, InetSocketAddress client) {
        if (!put(channel, new DatagramPacket(bytes, client))) {
            return false;
        }
        if (!flushing) {
            flushing = true;
            loop.eventLoop().execute(flush);
        }
        return true;
    }

    /**
     * Writes a datagram, to be flushed with others. If so many wait that it may not be written, they are flushed first; if
     * the network does not take them, this one is dropped.
     *
     * @return false if it was
     */
    static boolean put(Channel to, Object datagram) {
        if (!to.isWritable()) {
            to.flush();
            if (!to.isWritable()) {
                ReferenceCountUtil.release(datagram);
                return false;
            }
        }
        to.write(datagram, to.voidPromise());
        return true;
    }

    /** The network has not taken so many. */
    void slow(int datagrams) {
        context.slow().add(datagrams);
    }

    private void flush() {
        flushing = false;
        channel.flush();
    }

    void remove(InetSocketAddress client, UdpSession session) {
        sessions.remove(client, session);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // What could not be sent to one client is lost, as datagrams are; the socket lives on for the others.
    }
}
