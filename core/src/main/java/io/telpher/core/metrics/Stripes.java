package io.telpher.core.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A few numbers that many threads add to at once, each thread on a cache line that it shares with few others. Threads
 * are told apart by their names: an event loop and the virtual threads that it carries have the same, so their line stays
 * with the core they run on. (A {@code LongAdder} has all virtual threads begin on the same line: a new thread has no place
 * of its own until it has met another there, and a request is a new thread.)
 */
final class Stripes {
    private static final int MOST_ROWS = 16;
    private static final int ROWS = rows(Runtime.getRuntime().availableProcessors());

    /** Longs of a cache line. */
    private static final int LINE = 8;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final int stride;
    private final long[] cells;

    /** So many numbers, all 0. */
    Stripes(int numbers) {
        stride = (numbers + LINE - 1) / LINE * LINE;
        cells = new long[LINE + ROWS * stride]; // the first line has the array's own length, which everybody reads
    }

    private static int rows(int processors) {
        return Math.min(MOST_ROWS, Integer.highestOneBit(Math.max(1, 2 * processors - 1)));
    }

    /** Adds {@code n} to the number at {@code index}. */
    void add(int index, long n) {
        CELL.getAndAdd(cells, LINE + row() * stride + index, n);
    }

    private static int row() {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        return (name.isEmpty() ? (int) thread.threadId() : name.hashCode()) & ROWS - 1;
    }

    /** What the number at {@code index} stands at. */
    long sum(int index) {
        long sum = 0;
        for (int at = LINE + index; at < cells.length; at += stride) {
            sum += (long) CELL.getVolatile(cells, at);
        }
        return sum;
    }
}
