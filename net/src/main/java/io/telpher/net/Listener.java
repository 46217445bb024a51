package io.telpher.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A bound socket that accepts connections, once it is told to and until it is closed. */
public final class Listener implements AutoCloseable {
    private final Channel channel;
    private final Door door;

    /**
     * Who has the connections that come in.
     *
     * @param passing true if they are only passed through, by {@link Loops#forPassing}
     * @param connections puts the handlers on each
     */
    record Taker(boolean passing, Consumer<Channel> connections) {}

    /** Gives each connection that comes in to its taker, who may change. */
    static final class Door {
        private volatile Taker taker;

        Door(Taker taker) {
            this.taker = taker;
        }

        boolean passing() {
            return taker.passing;
        }

        void enter(Channel channel) {
            taker.connections.accept(channel);
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
    void handOver(Taker taker) {
        door.taker = taker;
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
