package io.telpher.httpnetty;

import io.telpher.httpnetty.wire.HeadLimits;

/**
 * How an upstream is talked to.
 *
 * @param head how large a response's head may be
 * @param protocol in which version of HTTP
 * @param connectTimeoutNanos until there is a connection, TLS included
 * @param readTimeoutNanos between two bytes of a response; not on tunnels, event streams and calls of gRPC
 * @param writeTimeoutNanos for which the endpoint may take nothing of a request
 * @param pool how connections are kept
 */
public record ClientSettings(
        HeadLimits head,
        Protocol protocol,
        long connectTimeoutNanos,
        long readTimeoutNanos,
        long writeTimeoutNanos,
        PoolSettings pool) {

    private static final long SECOND = 1_000_000_000L;

    /** Connect 5 s, read 30 s, write 10 s. */
    public static final ClientSettings DEFAULT =
            new ClientSettings(HeadLimits.DEFAULT, 5 * SECOND, 30 * SECOND, 10 * SECOND, PoolSettings.DEFAULT);

    /** Whichever version the endpoint prefers. */
    public ClientSettings(
            HeadLimits head,
            long connectTimeoutNanos,
            long readTimeoutNanos,
            long writeTimeoutNanos,
            PoolSettings pool) {
        this(head, Protocol.AUTO, connectTimeoutNanos, readTimeoutNanos, writeTimeoutNanos, pool);
    }

    /** The same in another version of HTTP. */
    public ClientSettings with(Protocol other) {
        return new ClientSettings(head, other, connectTimeoutNanos, readTimeoutNanos, writeTimeoutNanos, pool);
    }
}
