package io.telpher.net.splice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import io.telpher.net.Loop;
import io.telpher.net.loop.Driven;
import io.telpher.net.loop.Passage;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The plain socket of a {@link Side}, driven past its channel: what comes is read into the buffer that the whole loop shares
 * and sent at once to the other, so that a message costs one call to read it, one to send it, and no memory. What comes in
 * bulk the kernel moves through a pipe, without copying it. Only what the other does not take waits, at most
 * {@value Passage#BYTES} bytes, and until then nothing more is read. Confined to its loop.
 *
 * <p>Events are told by their edges: a read that brings less than it could, or a send that takes less, says that the next
 * event will be told.
 */
final class Straight extends Driven {
    /** After so many reads others have their turn. */
    private static final int TURN = 16;

    /** Whoever fills the buffer so often in a row sends in bulk. */
    private static final int BULK = 2;

    private static final EpollIoOps EDGES =
            EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLOUT | Native.EPOLLRDHUP | Native.EPOLLET);

    private final Side side;
    private final Channel channel;
    private final Socket socket;
    private final Loop loop;
    private final Passage passage;
    private final Runnable again = this::read;
    private final ArrayDeque<Runnable> whenSent = new ArrayDeque<>(2);
    private @Nullable Straight other;
    private @Nullable ByteBuf waiting;
    private Passage.@Nullable Pipe pipe;
    private int piped;
    private int full;
    private boolean readable;
    private boolean ending;

    private Straight(Side side, Loop loop) {
        super(side.channel(), ((EpollSocketChannel) side.channel()).fd());
        this.side = side;
        this.channel = side.channel();
        this.socket = (Socket) ((EpollSocketChannel) channel).fd();
        this.loop = loop;
        this.passage = loop.passage();
    }

    /** True if this connection can be driven so: it is plain, and epoll drives it. */
    static boolean fits(Channel channel) {
        return channel instanceof EpollSocketChannel && channel.pipeline().get(SslHandler.class) == null;
    }

    /** Drives both, whose channels are {@linkplain Side#quiet quiet}. */
    static void join(Side one, Side another, Loop loop) {
        Straight first = new Straight(one, loop);
        Straight second = new Straight(another, loop);
        first.other = second;
        second.other = first;
        one.drivenBy(first);
        another.drivenBy(second);
        first.begin(loop.eventLoop(), EDGES, one::broke);
        second.begin(loop.eventLoop(), EDGES, another::broke);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        int what = ((EpollIoEvent) event).ops().value();
        if ((what & Native.EPOLLOUT) != 0 && blocked()) {
            sendOn();
        }
        if ((what & ~Native.EPOLLOUT) != 0) {
            readable = true;
            ending |= (what & ~(Native.EPOLLOUT | Native.EPOLLIN)) != 0;
            read();
        }
    }

    private void read() {
        Straight to = other;
        if (to == null) {
            return;
        }
        try {
            for (int turn = 0; readable && !closed() && !to.closed() && !to.blocked(); turn++) {
                if (turn == TURN) {
                    loop.eventLoop().execute(again);
                    break;
                }
                if (full < BULK || !move(to)) {
                    copy(to);
                }
            }
        } catch (IOException e) {
            readable = false;
            side.broke(e);
        }
        side.told();
    }

    private void copy(Straight to) throws IOException {
        ByteBuf buffer = passage.buffer();
        int came = socket.recvAddress(buffer.memoryAddress(), 0, Passage.BYTES);
        if (came <= 0) {
            readable = false;
            if (came < 0) {
                side.end();
            }
            return;
        }
        full = came == Passage.BYTES ? full + 1 : 0;
        readable = full > 0 || ending;
        side.came(came);
        to.send(buffer, came);
    }

    /** Has the kernel move what there is. @return false if that is nothing, which only a read can tell from the end */
    private boolean move(Straight to) throws IOException {
        Passage.Pipe empty = passage.pipe();
        if (empty == null) {
            return false;
        }
        int came = 0;
        try {
            came = Native.splice(socket.intValue(), -1, empty.in().intValue(), -1, Passage.BYTES);
        } finally {
            if (came == 0) {
                passage.giveBack(empty);
            }
        }
        if (came < Passage.BYTES / 2) { // small pieces fill a pipe soon, and a buffer never
            full = 0;
        }
        if (came == 0) {
            return false;
        }
        side.came(came);
        to.pipe = empty;
        to.piped = came;
        to.sendWaiting();
        return true;
    }

    /** True if something waits that the network has not taken. */
    private boolean blocked() {
        return waiting != null || pipe != null;
    }

    private void send(ByteBuf buffer, int length) {
        try {
            int sent = socket.sendAddress(buffer.memoryAddress(), 0, length);
            if (sent < length) {
                waiting = channel.alloc().directBuffer(length - sent).writeBytes(buffer, sent, length - sent);
            }
        } catch (IOException e) {
            side.broke(e);
        }
    }

    private void sendWaiting() {
        try {
            ByteBuf rest = waiting;
            if (rest != null) {
                rest.skipBytes(socket.sendAddress(rest.memoryAddress(), rest.readerIndex(), rest.writerIndex()));
                if (!rest.isReadable()) {
                    waiting = null;
                    rest.release();
                }
            }
            Passage.Pipe held = pipe;
            if (held != null) {
                sendPiped(held);
            }
        } catch (IOException e) {
            side.broke(e);
        }
    }

    private void sendPiped(Passage.Pipe held) throws IOException {
        int sent;
        do {
            sent = Native.splice(held.out().intValue(), -1, socket.intValue(), -1, piped);
            piped -= sent;
        } while (piped > 0 && sent > 0);
        if (piped == 0) {
            pipe = null;
            passage.giveBack(held);
        }
    }

    /** The network takes more. When nothing waits any more, the other reads on. */
    private void sendOn() {
        sendWaiting();
        Straight from = other;
        if (closed() || blocked() || from == null) {
            return;
        }
        side.moved();
        Runnable task;
        while ((task = whenSent.poll()) != null) {
            task.run();
        }
        from.read();
    }

    /** Runs {@code task} when nothing waits any more: now, or later if the connection lives as long. */
    void whenSent(Runnable task) {
        if (blocked()) {
            whenSent.add(task);
        } else {
            task.run();
        }
    }

    @Override
    protected void gone() {
        ByteBuf rest = waiting;
        waiting = null;
        if (rest != null) {
            rest.release();
        }
        Passage.Pipe held = pipe;
        pipe = null;
        if (held != null) {
            passage.breakUp(held);
        }
        side.gone();
    }
}
