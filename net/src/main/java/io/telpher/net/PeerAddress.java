package io.telpher.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of an accepted connection: who connected, or whom a believed proxy named. On its loop. */
public final class PeerAddress {
    private static final AttributeKey<ProxyHeader> TOLD = AttributeKey.valueOf(PeerAddress.class, "told");

    private static final InetSocketAddress FORGOTTEN = new InetSocketAddress(0);

    private PeerAddress() {}

    /** Believes a header. */
    static void believe(Channel channel, ProxyHeader header) {
        channel.attr(TOLD).set(header);
    }

    /** The client. */
    public static InetSocketAddress remote(Channel channel) {
        ProxyHeader.Addresses told = told(channel).addresses();
        return told == null ? known(channel.remoteAddress()) : told.source();
    }

    /** Where the client connected to. */
    public static InetSocketAddress local(Channel channel) {
        ProxyHeader.Addresses told = told(channel).addresses();
        return told == null ? known(channel.localAddress()) : told.destination();
    }

    /** The system has forgotten the addresses of a connection that was reset before we asked. */
    private static InetSocketAddress known(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet : FORGOTTEN;
    }

    /** What the proxy in front told; LOCAL if none did. */
    public static ProxyHeader told(Channel channel) {
        ProxyHeader header = channel.attr(TOLD).get();
        return header == null ? ProxyHeader.LOCAL : header;
    }
}
