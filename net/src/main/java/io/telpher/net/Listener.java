package io.telpher.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A bound socket that accepts connections, once it is told to and until it is closed. */
public final class Listener implements AutoCloseable {
    private final Channel channel;
    private final Door door;

    /** Puts the handlers on each connection that comes in; who does so may change. */
    static final class Door {
        private volatile Consumer<Channel> connections;

        Door(Consumer<Channel> connections) {
            this.connections = connections;
        }

        void enter(Channel channel) {
            connections.accept(channel);
        }
    }

    Listener(Channel channel, Door door) {
        this.channel = channel;
        this.door = door;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Begins to accept. Who came before has waited in the kernel's queue. */
    public void accept() {
        channel.config().setAutoRead(true);
    }

    /** Gives connections that come from now on to somebody else; those that are there stay whose they are. */
    public void handOver(Consumer<Channel> connections) {
        door.connections = connections;
    }

    /**
     * Accepts no more. Connections that were accepted live on. When it returns the address is free, unless it is called on
     * an event loop, which does not wait.
     */
    @Override
    public void close() {
        if (channel.eventLoop().inEventLoop()) {
            channel.close();
        } else {
            channel.close().awaitUninterruptibly();
        }
    }
}
