package io.telpher.httpnetty;

import io.telpher.httpnetty.wire.HeadLimits;

/**
 * What a listener allows its clients.
 *
 * @param head how large a head may be
 * @param headTimeoutNanos from a request's first byte to the end of its head
 * @param readTimeoutNanos between two bytes of a request's body
 * @param writeTimeoutNanos for which a client may take nothing of what is there for it
 * @param idleTimeoutNanos between two requests
 * @param requestsMax on one connection; 0 for any number
 * @param drainBytesMax of a request's body that nobody wanted are read so that the connection can go on
 * @param http2 what an HTTP/2 connection may do beside that
 */
public record ServerSettings(
        HeadLimits head,
        long headTimeoutNanos,
        long readTimeoutNanos,
        long writeTimeoutNanos,
        long idleTimeoutNanos,
        int requestsMax,
        long drainBytesMax,
        Http2Limits http2) {

    private static final long SECOND = 1_000_000_000L;

    /** 10 s for a head, 30 s between bytes, 10 s for a client that takes nothing, 60 s between requests. */
    public static final ServerSettings DEFAULT =
            new ServerSettings(HeadLimits.DEFAULT, 10 * SECOND, 30 * SECOND, 10 * SECOND, 60 * SECOND, 0, 256 * 1024);

    /** These, and the usual limits of HTTP/2. */
    public ServerSettings(
            HeadLimits head,
            long headTimeoutNanos,
            long readTimeoutNanos,
            long writeTimeoutNanos,
            long idleTimeoutNanos,
            int requestsMax,
            long drainBytesMax) {
        this(
                head,
                headTimeoutNanos,
                readTimeoutNanos,
                writeTimeoutNanos,
                idleTimeoutNanos,
                requestsMax,
                drainBytesMax,
                Http2Limits.DEFAULT);
    }
}
