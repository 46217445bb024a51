package io.telpher.net.udp;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.telpher.net.Loop;
import io.telpher.net.loop.DatagramBatch;
import io.telpher.net.loop.Driven;
import io.telpher.net.loop.NativeCalls;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listener's socket of UDP that is driven past its channel: takes and gives many datagrams by one call, and none of them
 * becomes an object. What comes is sent on from where it was received to, and so are answers, which gather until the loop's
 * turn is over. Confined to its loop.
 */
final class UdpPort extends Driven {
    static final EpollIoOps EDGES = EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLET);

    private static final int SLOTS_MAX = 32;
    private static final int BYTES = 128 * 1024;

    /** After so many calls others have their turn. */
    private static final int TURN = 4;

    private final UdpSocket socket;
    private final Loop loop;
    private final List<UdpSession> touched = new ArrayList<>();
    private final Runnable again = this::receive;
    private final Runnable flush = this::flush;
    private DatagramBatch in;
    private DatagramBatch out;
    private int[] next; // of each slot of what came, the next one of the same session
    private int filled;
    private int listed;
    private boolean flushing;

    private UdpPort(UdpSocket socket, EpollDatagramChannel channel, Loop loop, int bytesMax) {
        super(channel, channel.fd());
        this.socket = socket;
        this.loop = loop;
        int slots = slots(bytesMax);
        this.in = new DatagramBatch(slots, bytesMax + 1, true);
        this.out = new DatagramBatch(slots, bytesMax + 1, false);
        this.next = new int[slots];
    }

    /** Drives the socket from now on, which has read nothing yet; null if that cannot be here. Not on the loop. */
    static @Nullable UdpPort of(UdpSocket socket, int bytesMax) {
        if (!(socket.channel() instanceof EpollDatagramChannel channel) || !NativeCalls.permitted()) {
            return null;
        }
        channel.deregister().syncUninterruptibly();
        return new UdpPort(socket, channel, socket.loop(), bytesMax);
    }

    private static int slots(int bytesMax) {
        return Math.max(2, Math.min(SLOTS_MAX, BYTES / (bytesMax + 1)));
    }

    Loop loop() {
        return loop;
    }

    /** Has room for datagrams of this length from now on. */
    void fit(int bytesMax) {
        loop.execute(() -> {
            if (bytesMax >= in.slotBytes()) {
                flush();
                int slots = slots(bytesMax);
                in = new DatagramBatch(slots, bytesMax + 1, true);
                out = new DatagramBatch(slots, bytesMax + 1, false);
                next = new int[slots];
            }
        });
    }

    /** Reads from now on. Any thread. */
    void accept() {
        begin(loop.eventLoop(), EDGES, _ -> close());
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        receive();
    }

    private void receive() {
        boolean all = false;
        for (int turn = 0; turn < TURN && !all && !closed(); turn++) {
            int came = in.receive(fd().intValue(), 0, in.slots());
            for (int slot = 0; slot < came; slot++) {
                take(slot);
            }
            sendOn();
            all = came >= 0 && came < in.slots(); // an error says nothing of what is behind it
        }
        if (!all && !closed()) {
            loop.eventLoop().execute(again);
        }
    }

    private void take(int slot) {
        long at = in.sender(slot);
        UdpSession session = socket.session(in.senders(), at);
        if (session != null && !session.tooLong(in.length(slot)) && session.take(in, slot)) {
            touched.add(session);
        }
    }

    private void sendOn() {
        if (!touched.isEmpty()) {
            long now = loop.nanos();
            for (UdpSession session : touched) {
                session.sent(now);
            }
            touched.clear();
        }
    }

    /** Says that {@code slot} is behind {@code before} in the row of its session. */
    void chain(int before, int slot) {
        next[before] = slot;
    }

    /** Sends a session's row of slots to its endpoint. @return how many were taken, or {@code -errno} */
    int sendRow(int endpoint, int first, int count) {
        if (count == 1) {
            int taken = in.sendOne(endpoint, first);
            return taken < 0 ? taken : 1;
        }
        int slot = first;
        for (int place = 0; place < count; place++) {
            in.put(place, slot);
            slot = next[slot];
        }
        return in.send(endpoint, 0, count);
    }

    /** Takes what has come from an endpoint for a session, at most {@code most}. @return how many, or {@code -errno} */
    int answers(int endpoint, int most, UdpSession session) {
        if (filled == out.slots()) {
            flush();
        }
        int first = filled;
        int asked = Math.min(most, out.slots() - first);
        int came = out.receive(endpoint, first, asked);
        if (came <= 0) {
            return came;
        }
        MemorySegment client = session.name();
        for (int slot = first; slot < first + came; slot++) {
            if (session.answered(out.length(slot))) {
                out.put(listed++, slot, client);
            }
        }
        filled += came;
        if (!flushing) {
            flushing = true;
            loop.eventLoop().execute(flush);
        }
        return came == asked ? most : came;
    }

    /** Sends the answers that have gathered. What the network does not take is lost, as datagrams are. */
    void flush() {
        flushing = false;
        int sent = 0;
        while (sent < listed && !closed()) {
            int taken = out.send(fd().intValue(), sent, listed - sent);
            if (DatagramBatch.full(taken)) {
                socket.slow(listed - sent);
                break;
            }
            sent += Math.max(1, taken); // the first could not be sent, and others may
        }
        listed = 0;
        filled = 0;
    }
}
