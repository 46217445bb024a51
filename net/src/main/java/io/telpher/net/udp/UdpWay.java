package io.telpher.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import io.telpher.net.loop.DatagramBatch;
import io.telpher.net.loop.Driven;
import java.io.IOException;

/**
 * A session's socket, connected to its endpoint and driven past its channel: sends on what came to the {@link UdpPort}, and
 * has answers received where that sends them from. Confined to its loop.
 */
final class UdpWay extends Driven {
    /** So many answers are asked for by one call, and after so many calls others have their turn. */
    private static final int ANSWERS = 4;

    private static final int TURN = 32;

    private final UdpPort port;
    private final UdpSession session;
    private final Socket socket;
    private final Runnable again = this::receive;
    private int first;
    private int last;
    private int count;

    UdpWay(UdpPort port, UdpSession session, EpollDatagramChannel channel) {
        super(channel, channel.fd());
        this.port = port;
        this.session = session;
        this.socket = (Socket) channel.fd();
    }

    /** Begins, when the channel is registered no more. */
    void begin() {
        begin(port.loop().eventLoop(), UdpPort.EDGES, session::broke);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        receive();
    }

    private void receive() {
        int came = ANSWERS;
        for (int turn = 0; turn < TURN && came == ANSWERS && !closed(); turn++) {
            came = port.answers(socket.intValue(), ANSWERS, session);
        }
        if (closed()) {
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
}
