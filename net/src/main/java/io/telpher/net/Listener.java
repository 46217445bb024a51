package io.telpher.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** A socket that accepts connections, until it is closed. */
public final class Listener implements AutoCloseable {
    private final Channel channel;

    Listener(Channel channel) {
        this.channel = channel;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Accepts no more. Connections that were accepted live on. */
    @Override
    public void close() {
        channel.close();
    }
}
