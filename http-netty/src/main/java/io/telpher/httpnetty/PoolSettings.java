package io.telpher.httpnetty;

/**
 * How connections to an upstream are kept.
 *
 * @param idleMax connections kept unused for each endpoint; more may stay for a second after a burst
 * @param openMax connections open for the whole upstream; tunnels and event streams are not counted
 * @param idleTimeoutNanos after which an unused connection is closed, or what the endpoint's Keep-Alive says if that is less
 * @param waitMaxNanos for which a call waits for a connection when all are in use
 */
public record PoolSettings(int idleMax, int openMax, long idleTimeoutNanos, long waitMaxNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** 10 idle per endpoint, 100 open, idle for 60 s, waiting for 10 s. */
    public static final PoolSettings DEFAULT = new PoolSettings(10, 100, 60 * SECOND, 10 * SECOND);
}
