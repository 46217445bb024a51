package io.telpher.testkit.loop;

import java.time.Duration;
import java.util.Random;

/**
 * What a simulated line does to bytes on their way. The same in both directions.
 *
 * @param latencyNanos how long a byte is on its way
 * @param jitterNanos up to how much longer, drawn for each segment; bytes never overtake each other
 * @param segmentBytes how many bytes travel together at most; 1 hands over byte by byte
 * @param ragged true to draw the size of each segment from 1 to {@code segmentBytes}
 * @param windowBytes how many bytes may be on their way or unread by the receiver; more wait at the sender, whose channel
 *     is then not writable
 */
public record Line(long latencyNanos, long jitterNanos, int segmentBytes, boolean ragged, int windowBytes) {

    /** Checks the ranges. */
    public Line {
        if (latencyNanos < 0 || jitterNanos < 0 || segmentBytes < 1 || windowBytes < segmentBytes) {
            throw new IllegalArgumentException(
                    "not a line: " + latencyNanos + ", " + jitterNanos + ", " + segmentBytes + ", " + windowBytes);
        }
    }

    /** No latency, whole segments, 64 KiB on their way. */
    public static Line perfect() {
        return new Line(0, 0, 1 << 16, false, 1 << 16);
    }

    /** This line with a latency, one way. */
    public Line withLatency(Duration latency) {
        return new Line(latency.toNanos(), jitterNanos, segmentBytes, ragged, windowBytes);
    }

    /** This line with a jitter. */
    public Line withJitter(Duration jitter) {
        return new Line(latencyNanos, jitter.toNanos(), segmentBytes, ragged, windowBytes);
    }

    /** This line in segments of at most so many bytes. */
    public Line withSegments(int bytes) {
        return new Line(latencyNanos, jitterNanos, bytes, ragged, windowBytes);
    }

    /** This line in segments of at most so many bytes, their sizes drawn. */
    public Line withRaggedSegments(int bytes) {
        return new Line(latencyNanos, jitterNanos, bytes, true, windowBytes);
    }

    /** This line with so many bytes on their way at most. */
    public Line withWindow(int bytes) {
        return new Line(latencyNanos, jitterNanos, Math.min(segmentBytes, bytes), ragged, bytes);
    }

    int nextSegmentBytes(Random random) {
        return ragged ? random.nextInt(segmentBytes) + 1 : segmentBytes;
    }

    long nextLatencyNanos(Random random) {
        return jitterNanos == 0 ? latencyNanos : latencyNanos + random.nextLong(jitterNanos + 1);
    }
}
