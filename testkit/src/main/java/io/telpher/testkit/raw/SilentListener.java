package io.telpher.testkit.raw;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port of the loopback address that answers no attempt to connect, as a host behind a dead line: its queue is full. */
public final class SilentListener implements AutoCloseable {
    private static final int MORE_THAN_FIT = 8;

    private final ServerSocket socket;
    private final List<SocketChannel> queued = new ArrayList<>();

    /** Listens, accepts nobody, and fills its own queue. */
    public SilentListener() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(socket.getInetAddress(), port()));
            queued.add(channel);
        }
    }

    /** Its port. */
    public int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : queued) {
            channel.close();
        }
        socket.close();
    }
}
