package io.telpher.app.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The text of a moment in UTC with milliseconds, {@code 2026-11-22T11:00:00.123Z}. It keeps the text of the last second. */
final class Stamp {
    private static final int SECONDS_LENGTH = 19;

    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    void write(long epochNanos, Bytes out) {
        long now = Math.floorDiv(epochNanos, 1_000_000_000L);
        if (now != second) {
            second = now;
            text = Instant.ofEpochSecond(now).toString().getBytes(StandardCharsets.US_ASCII);
        }
        out.raw(text, SECONDS_LENGTH);
        out.raw((byte) '.');
        out.threeDigits((int) (Math.floorMod(epochNanos, 1_000_000_000L) / 1_000_000));
        out.raw((byte) 'Z');
    }
}
