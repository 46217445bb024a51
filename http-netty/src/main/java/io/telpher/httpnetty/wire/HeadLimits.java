package io.telpher.httpnetty.wire;

/**
 * How large a head may be.
 *
 * @param bytes of the whole head, at most 65,535
 * @param lineBytes of the start line
 * @param fields how many, at most 128
 */
public record HeadLimits(int bytes, int lineBytes, int fields) {
    /** 32 KiB, of which 8 KiB in the start line, and 100 fields. */
    public static final HeadLimits DEFAULT = new HeadLimits(32 * 1024, 8 * 1024, 100);

    /** Checks the ranges. */
    public HeadLimits {
        if (bytes > 65_535 || fields > io.telpher.http.Fields.COUNT_MAX) {
            throw new IllegalArgumentException("a head has at most 65535 bytes and 128 fields");
        }
    }
}
