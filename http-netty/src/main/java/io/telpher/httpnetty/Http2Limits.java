package io.telpher.httpnetty;

/**
 * What a peer may do on one HTTP/2 connection (RFC 9113 §10.5).
 *
 * @param streamsMax that it may have open at once; one that was reset counts until its work has ended
 * @param streamWindowBytes of a body that may be under way before somebody takes it, and while its taker is slow
 * @param heldBytesMax of bodies that wait for their takers before the whole connection is slowed down
 * @param continuationsMax CONTINUATION frames that one head may be spread over
 */
public record Http2Limits(int streamsMax, int streamWindowBytes, int heldBytesMax, int continuationsMax) {
    /** 100 streams, 256 KiB each, 512 KiB together, 8 continuations. */
    public static final Http2Limits DEFAULT = new Http2Limits(100, 256 * 1024, 512 * 1024, 8);

    /** Checks the ranges. */
    public Http2Limits {
        if (streamsMax < 1 || streamWindowBytes < 65_535 || heldBytesMax < 65_535 || continuationsMax < 0) {
            throw new IllegalArgumentException(
                    "at least one stream, and windows of 65535 bytes (RFC 9113 section 6.9.2)");
        }
    }
}
