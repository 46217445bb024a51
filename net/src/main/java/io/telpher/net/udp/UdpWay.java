package io.telpher.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.telpher.net.loop.DatagramBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A session's socket, connected to its endpoint and driven past its channel: sends on what came to the {@link UdpPort}, and
 * has answers received where that sends them from. Confined to its loop.
 */
final class UdpWay implements EpollIoHandle {
    /** So many answers are asked for by one call, and after so many calls others have their turn. */
    private static final int ANSWERS = 4;

    private static final int TURN = 32;

    private final UdpPort port;
    private final UdpSession session;
    private final EpollDatagramChannel channel;
    private final Socket socket;
    private final Runnable again = this::receive;
    private @Nullable IoRegistration registration;
    private int first;
    private int last;
    private int count;
    private boolean closed;

    UdpWay(UdpPort port, UdpSession session, EpollDatagramChannel channel) {
        this.port = port;
        this.session = session;
        this.channel = channel;
        this.socket = (Socket) channel.fd();
    }

    /** Begins, when the channel is registered no more. */
    void begin() {
        channel.closeFuture().addListener(_ -> gone());
        ((IoEventLoop) port.loop().eventLoop()).register(this).addListener(made -> {
            if (made.isSuccess()) {
                IoRegistration registered = (IoRegistration) made.getNow();
                registration = registered;
                registered.submit(UdpPort.EDGES);
            } else {
                session.broke(made.cause());
            }
        });
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        receive();
    }

    private void receive() {
        int came = ANSWERS;
        for (int turn = 0; turn < TURN && came == ANSWERS && !closed; turn++) {
            came = port.answers(socket.intValue(), ANSWERS, session);
        }
        if (closed) {
            return;
        }
        if (came < 0) {
            session.broke(Errors.newIOException("recvmmsg", came));
        } else {
            session.heard();
            if (came == ANSWERS) {
                port.loop().eventLoop().execute(again);
            }
        }
    }

    /** Adds a slot of what came to the port to those that {@link #send} sends. */
    void add(int slot) {
        if (count == 0) {
            first = slot;
        } else {
            port.chain(last, slot);
        }
        last = slot;
        count++;
    }

    /** Sends what was added. @return how many of them the network did not take */
    int send() {
        int wanted = count;
        count = 0;
        int taken = wanted == 0 ? 0 : port.sendRow(socket.intValue(), first, wanted);
        if (taken < 0 && !DatagramBatch.full(taken)) {
            session.broke(Errors.newIOException("sendmmsg", taken));
            return 0;
        }
        return wanted - Math.max(0, taken);
    }

    /** Sends one that waited. @return false if the network did not take it */
    boolean send(ByteBuf bytes) {
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()) > 0
                    || !bytes.isReadable();
        } catch (IOException e) {
            session.broke(e);
            return true;
        } finally {
            bytes.release();
        }
    }

    private void gone() {
        closed = true;
        IoRegistration made = registration;
        if (made != null) {
            made.cancel();
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
