package io.telpher.app.access;

import io.telpher.core.metrics.Counter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lines on their way from event loops to the writer. Each thread writes into one of a few lanes, whose lock nobody else
 * wants but, now and then, the writer. Blocks are bounded in number: when the writer holds them all, lines are dropped and
 * counted.
 */
final class Lanes {
    private static final int LANES = 16;

    /** How many blocks there are at most: 3 MiB. */
    static final int BLOCKS_MAX = 48;

    private final LineFormat format;
    private final WallClock clock;
    private final Counter dropped;
    private final Runnable wake;
    private final BlockingQueue<Bytes> full = new ArrayBlockingQueue<>(BLOCKS_MAX);
    private final ConcurrentLinkedQueue<Bytes> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private final Lane[] lanes = new Lane[LANES];

    /** @param wake called when a block is full; it must not block */
    Lanes(LineFormat format, WallClock clock, Counter dropped, Runnable wake) {
        this.format = format;
        this.clock = clock;
        this.dropped = dropped;
        this.wake = wake;
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane();
        }
    }

    void add(Completed end) {
        lanes[(int) Thread.currentThread().threadId() & (LANES - 1)].add(end);
    }

    /** Hands over what has gathered in the lanes, so that {@link #next} gives it. */
    void flush() {
        for (Lane lane : lanes) {
            lane.handOver();
        }
    }

    /** A block to be written and then {@linkplain #release released}, or null. */
    @Nullable
    Bytes next() {
        return full.poll();
    }

    void release(Bytes block) {
        block.clear();
        free.add(block);
    }

    private @Nullable Bytes emptyBlock() {
        Bytes block = free.poll();
        if (block != null) {
            return block;
        }
        if (made.incrementAndGet() <= BLOCKS_MAX) {
            return new Bytes();
        }
        made.decrementAndGet();
        return null;
    }

    private final class Lane {
        private final Stamp stamp = new Stamp();
        private @Nullable Bytes block;

        synchronized void add(Completed end) {
            Bytes out = block;
            if (out == null || out.room() < LineFormat.bound(end)) {
                if (out != null) {
                    handOver();
                    wake.run();
                }
                out = emptyBlock();
                block = out;
            }
            if (out == null) {
                dropped.increment();
                return;
            }
            format.write(end, clock.epochNanos(end.endNanos()), stamp, out);
        }

        synchronized void handOver() {
            Bytes out = block;
            if (out != null) {
                block = null;
                full.add(out); // there are never more blocks than it takes
            }
        }
    }
}
