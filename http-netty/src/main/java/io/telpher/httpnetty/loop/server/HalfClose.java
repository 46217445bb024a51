package io.telpher.httpnetty.loop.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.telpher.core.Failure;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import org.jspecify.annotations.Nullable;

/**
 * The end of one direction of a client's connection before the other. A client that says right behind its request that it
 * sends nothing more waits for the answer; one that says so later has given up, and nobody can tell it from one that closed
 * its connection altogether. Nor can that be told of the first, so it is waited with for as long as a connection may be idle.
 * Confined to the loop.
 */
final class HalfClose {
    static final long LINGER_NANOS = 1_000_000_000L;

    private final Loop loop;
    private final Channel channel;
    private final Alarm alarm;
    private final ServerSettings settings;
    private boolean begun;
    private long sentBytes;

    HalfClose(Loop loop, Channel channel, Alarm alarm, ServerSettings settings) {
        this.loop = loop;
        this.channel = channel;
        this.alarm = alarm;
        this.settings = settings;
    }

    /** Why what is under way ends if the client has left. */
    static Failure left() {
        return Failure.downstream(Failure.Kind.CANCELLED, "the client closed the connection");
    }

    /** From now on the end of what comes is not that of the connection. */
    void allow() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** The client sends nothing more, while {@code current} is served. */
    void begin(@Nullable ServedExchange current) {
        begun = true;
        if (channel instanceof DuplexChannel duplex && duplex.isOutputShutdown()) {
            channel.close();
        } else if (current != null) {
            sentBytes = current.sentBytes();
            loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
        }
    }

    /** True if the client sends nothing more. */
    boolean begun() {
        return begun;
    }

    /** The client had nothing to take for a while: what it is sent is all that can tell that it is still there. */
    void timeout(ServerConnection connection, ServedExchange current) {
        if (current.sentBytes() == sentBytes) {
            connection.dropped(left());
            return;
        }
        sentBytes = current.sentBytes();
        loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
    }

    /**
     * Closes it after an answer: stops sending, and lets the client read it before the connection goes (RFC 9112 §9.6).
     *
     * @param more true if the client may be sending still
     */
    void close(boolean more) {
        if (more && !begun && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(_ -> loop.alarms().set(alarm, loop.nanos() + LINGER_NANOS));
        } else {
            channel.close();
        }
    }
}
