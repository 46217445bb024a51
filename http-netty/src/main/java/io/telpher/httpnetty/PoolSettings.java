package io.telpher.httpnetty;

/**
 * How connections to an upstream are kept.
 *
 * @param idleMax connections kept unused for each endpoint; more may stay for a second after a burst
 * @param openMax exchanges under way and connections kept for the whole upstream: connections of HTTP/1.1, streams of
 *     HTTP/2; tunnels, event streams and calls of gRPC are not counted
 * @param idleTimeoutNanos after which an unused connection is closed, or what the endpoint's Keep-Alive says if that is less
 * @param waitMaxNanos for which a call waits for a connection when all are in use
 * @param streamsMax streams of HTTP/2 at once to each endpoint, those that are not counted otherwise included
 * @param pingAfterNanos for which nothing may come on a connection of HTTP/2 before we ask whether anybody is there
 * @param pingTimeoutNanos within which something must come then
 */
public record PoolSettings(
        int idleMax,
        int openMax,
        long idleTimeoutNanos,
        long waitMaxNanos,
        int streamsMax,
        long pingAfterNanos,
        long pingTimeoutNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** How many streams there are at once to one endpoint unless said otherwise. */
    public static final int STREAMS_MAX = 1024;

    /** With a PING after 30 s of silence, to be answered within 10 s. */
    public PoolSettings(int idleMax, int openMax, long idleTimeoutNanos, long waitMaxNanos, int streamsMax) {
        this(idleMax, openMax, idleTimeoutNanos, waitMaxNanos, streamsMax, 30 * SECOND, 10 * SECOND);
    }

    /** 10 idle per endpoint, 100 open, idle for 60 s, waiting for 10 s. */
    public static final PoolSettings DEFAULT = new PoolSettings(10, 100, 60 * SECOND, 10 * SECOND);

    /** With 1,024 streams at once to each endpoint. */
    public PoolSettings(int idleMax, int openMax, long idleTimeoutNanos, long waitMaxNanos) {
        this(idleMax, openMax, idleTimeoutNanos, waitMaxNanos, STREAMS_MAX);
    }
}
