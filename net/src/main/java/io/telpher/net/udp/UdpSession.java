package io.telpher.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.metrics.Counter;
import io.telpher.net.Loop;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import io.telpher.net.loop.Alarm;
import io.telpher.net.loop.DatagramBatch;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client of a listener of UDP and the endpoint that it was given: a socket of its own, so that an answer is known by where
 * it comes in, and goes to nobody else. Confined to its loop.
 */
final class UdpSession extends ChannelInboundHandlerAdapter {
    /** How many datagrams wait while an endpoint is chosen; further ones are dropped. */
    private static final int WAITING_MAX = 16;

    private final UdpSocket socket;
    private final UdpContext context;
    private final InetSocketAddress client;
    private final @Nullable MemorySegment name;
    private final Loop loop;
    private final Visit visit;
    private final Counter received;
    private final Counter sent;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
    private final Alarm idle = new Alarm() {
        @Override
        protected void ring() {
            end(Outcome.DONE);
        }
    };
    private @Nullable Link link;
    private @Nullable Channel endpoint;
    private @Nullable UdpWay way;
    private @Nullable Thread dialing;
    private long bytesIn;
    private long bytesOut;
    private long movedNanos; // the watch over pressure reads it too, and an older value does for that
    private long countedIn;
    private long countedOut;
    private int responses;
    private boolean touched;
    private boolean over;

    /** A new one; {@code name} is what the kernel calls the client, if it is to be told so. */
    UdpSession(UdpSocket socket, UdpContext context, InetSocketAddress client, @Nullable MemorySegment name) {
        this.socket = socket;
        this.context = context;
        this.client = client;
        this.name = name;
        this.loop = socket.loop();
        InetSocketAddress local = (InetSocketAddress) socket.channel().localAddress();
        this.visit = new Visit(
                new Visit.Origin(
                        Visit.Kind.UDP,
                        context.listener(),
                        client,
                        local,
                        ProxyHeader.of(client, local),
                        null,
                        null,
                        context.settings().datagramBytesMax()),
                loop,
                loop.nanos());
        this.movedNanos = loop.nanos();
        this.received = context.events().received(context.listener());
        this.sent = context.events().sent(context.listener());
    }

    /** True, and counted, if a datagram is longer than it may be. */
    boolean tooLong(int length) {
        if (length <= context.settings().datagramBytesMax()) {
            return false;
        }
        context.tooLong().increment();
        return true;
    }

    /** When something moved last, either way; or when it began. */
    long movedNanos() {
        return movedNanos;
    }

    void begin() {
        dialing = loop.start(this::dial);
    }

    /** On a thread of its own. */
    private void dial() {
        try {
            Link dialled = context.dial().call(visit);
            loop.execute(() -> join(dialled));
        } catch (Failure failure) {
            loop.execute(() -> end(Outcome.failed(failure)));
        } catch (Throwable bug) {
            context.events().bug(visit, bug);
            loop.execute(() -> end(Outcome.failed(
                    new Failure(Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "a mistake of ours: " + bug))));
        }
    }

    private void join(Link dialled) {
        dialing = null;
        if (over) {
            dialled.discard();
            return;
        }
        link = dialled;
        dialled.take(this, ByteBuf::release);
        UdpPort port = socket.port();
        if (port != null && dialled.channel() instanceof EpollDatagramChannel channel) {
            channel.deregister().addListener(_ -> drive(new UdpWay(port, this, channel)));
            return;
        }
        Channel to = dialled.channel();
        endpoint = to;
        to.config().setAutoRead(true);
        ByteBuf bytes;
        while ((bytes = waiting.poll()) != null) {
            to.write(bytes, to.voidPromise());
        }
        sent(loop.nanos());
    }

    private void drive(UdpWay made) {
        if (over) {
            return;
        }
        way = made;
        made.begin();
        ByteBuf bytes;
        while ((bytes = waiting.poll()) != null) {
            if (!made.send(bytes)) {
                context.slow().increment();
            }
        }
        sent(loop.nanos());
    }

    /** Takes a datagram of the client. @return true if it has not been told yet that there are some */
    boolean take(ByteBuf bytes) {
        bytesIn += bytes.readableBytes();
        Channel to = endpoint;
        if (to == null) {
            if (over || waiting.size() == WAITING_MAX) {
                context.waiting().increment();
                bytes.release();
            } else {
                waiting.add(bytes);
            }
            return false;
        }
        if (!UdpSocket.put(to, bytes)) {
            context.slow().increment();
        }
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** The same of one that came into a slot. */
    boolean take(DatagramBatch batch, int slot) {
        UdpWay to = way;
        if (to == null || over) {
            ByteBuf bytes = socket.channel().alloc().directBuffer(batch.length(slot));
            batch.copy(slot, bytes);
            return take(bytes);
        }
        bytesIn += batch.length(slot);
        to.add(slot);
        boolean first = !touched;
        touched = true;
        return first;
    }

    /** All that has come for now has been taken. */
    void sent(long nowNanos) {
        touched = false;
        UdpWay straight = way;
        if (straight != null && !over) {
            int lost = straight.send();
            if (lost > 0) {
                context.slow().add(lost);
            }
            if (!over) {
                moved(nowNanos);
            }
            return;
        }
        Channel to = endpoint;
        if (to != null && !over) {
            to.flush();
            moved(nowNanos);
        }
    }

    private void moved(long nowNanos) {
        movedNanos = nowNanos;
        received.add(bytesIn - countedIn);
        countedIn = bytesIn;
        sent.add(bytesOut - countedOut);
        countedOut = bytesOut;
        loop.alarms().set(idle, nowNanos + context.idleTimeoutNanos());
    }

    // === from the endpoint ===

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = ((DatagramPacket) message).content();
        if (over || tooLong(bytes.readableBytes())) {
            bytes.release();
            return;
        }
        bytesOut += bytes.readableBytes();
        responses++;
        if (!socket.send(bytes, client)) {
            context.slow().increment();
        }
    }

    /** What the kernel calls the client. */
    MemorySegment name() {
        return Objects.requireNonNull(name);
    }

    /** An answer has come. @return true if it is to be sent to the client */
    boolean answered(int length) {
        if (over || tooLong(length)) {
            return false;
        }
        bytesOut += length;
        responses++;
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        heard();
    }

    /** All that has come for now from the endpoint has been passed on. */
    void heard() {
        if (over) {
            return;
        }
        moved(loop.nanos());
        int enough = context.settings().responses();
        if (enough > 0 && responses >= enough) {
            end(Outcome.DONE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broke(cause);
    }

    /** The socket to the endpoint failed, or is to be closed. */
    void broke(Throwable cause) {
        end(Outcome.failed(
                cause instanceof Failure told
                        ? told
                        : Failure.upstream(
                                Failure.Kind.RESET,
                                false,
                                visit.endpoint() + " takes no datagrams: " + cause.getMessage())));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(Outcome.DONE);
    }

    /** Its listener is to end. Any thread. */
    void hurry() {
        loop.execute(() -> {
            if (!over) {
                moved(loop.nanos());
            }
        });
    }

    /** Ends it. Any thread. */
    void closeNow(Failure why) {
        loop.execute(() -> end(Outcome.failed(why)));
    }

    private void end(Outcome how) {
        if (over) {
            return;
        }
        over = true;
        loop.alarms().clear(idle);
        socket.remove(client, this);
        ByteBuf bytes;
        while ((bytes = waiting.poll()) != null) {
            bytes.release();
        }
        Thread thread = dialing;
        if (thread != null) {
            thread.interrupt();
        }
        Link held = link;
        if (held != null) {
            held.channel().close();
            held.ending().complete(how);
        }
        received.add(bytesIn - countedIn);
        sent.add(bytesOut - countedOut);
        context.events().ended(visit, bytesIn, bytesOut, loop.nanos(), how);
        context.remove(this, client.getAddress());
    }
}
