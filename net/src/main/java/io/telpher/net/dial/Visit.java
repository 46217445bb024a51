package io.telpher.net.dial;

import io.netty.buffer.ByteBuf;
import io.telpher.net.Loop;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import io.telpher.net.tls.TlsSession;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants to be connected: the request of layer 4, of which nothing has been read that could not be sent to
 * whoever takes it. What is noted on the way is for log and metrics; it is written by the thread that serves it and by its
 * loop, one after the other, never at once.
 *
 * <p>Times are {@link io.telpher.core.Ticker} nanoseconds; 0 means that it has not happened.
 */
public final class Visit {
    private final Origin origin;
    private final Loop loop;
    private final long startedNanos;
    private @Nullable ByteBuf first;
    private @Nullable String upstream;
    private @Nullable String endpoint;
    private int attempts;
    private long pickedNanos;
    private long connectedNanos;

    /**
     * Where a visit comes from.
     *
     * @param transport of the client's side
     * @param listener the listener's name
     * @param remote who came, or whom a believed proxy named
     * @param local where it came to
     * @param header what the proxy in front told, or the addresses above
     * @param tls what TLS agreed upon, or null where it is not ended here
     * @param serverName the host that a ClientHello names which is passed through, or null
     * @param datagramBytesMax of a datagram; 0 for TCP
     */
    public record Origin(
            Kind transport,
            String listener,
            InetSocketAddress remote,
            InetSocketAddress local,
            ProxyHeader header,
            @Nullable TlsSession tls,
            @Nullable String serverName,
            int datagramBytesMax) {}

    /** How a visit came, and is sent on. */
    public enum Kind {
        /** A connection. */
        TCP,
        /** Datagrams of one client. */
        UDP
    }

    /** A visit that is served on this loop. */
    public Visit(Origin origin, Loop loop, long startedNanos) {
        this.origin = origin;
        this.loop = loop;
        this.startedNanos = startedNanos;
    }

    /** Where it comes from. */
    public Origin origin() {
        return origin;
    }

    /** The host that the client named, to TLS that is ended here or to that which is passed through; or null. */
    public @Nullable String serverName() {
        TlsSession tls = origin.tls();
        return tls == null ? origin.serverName() : tls.serverName();
    }

    /** The loop on which it is served to its end. */
    public Loop loop() {
        return loop;
    }

    /** When it came. */
    public long startedNanos() {
        return startedNanos;
    }

    /** What the client has said already may travel with the SYN; null once it is no longer ours to show. On the loop. */
    public void first(@Nullable ByteBuf bytes) {
        first = bytes;
    }

    @Nullable
    ByteBuf first() {
        return first;
    }

    /** Notes an attempt at an endpoint. */
    public void attempt(String upstreamName, String endpointAddress, long nowNanos) {
        upstream = upstreamName;
        endpoint = endpointAddress;
        attempts++;
        pickedNanos = nowNanos;
        connectedNanos = 0;
    }

    /** Notes that there is a connection to the endpoint. */
    void connected(long nowNanos) {
        connectedNanos = nowNanos;
    }

    /** The upstream that served it last, or null. */
    public @Nullable String upstream() {
        return upstream;
    }

    /** The endpoint that served it last, or null. */
    public @Nullable String endpoint() {
        return endpoint;
    }

    /** How often an endpoint was tried. */
    public int attempts() {
        return attempts;
    }

    /** When the endpoint of the last attempt was picked. */
    public long pickedNanos() {
        return pickedNanos;
    }

    /** When there was a connection to it. */
    public long connectedNanos() {
        return connectedNanos;
    }

    @Override
    public String toString() {
        return origin.listener() + " from " + origin.remote();
    }
}
