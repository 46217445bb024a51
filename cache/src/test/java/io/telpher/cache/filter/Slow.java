package io.telpher.cache.filter;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** A body of unknown length that comes in steps, each when the test says so, if it wants to say so. */
final class Slow implements Body {
    final AtomicInteger read = new AtomicInteger();
    volatile boolean discarded;
    private final byte[] bytes;
    private final ArrayDeque<Cell<Boolean>> steps = new ArrayDeque<>();
    private boolean breaks;

    Slow(byte[] bytes) {
        this.bytes = bytes;
    }

    Slow breaking() {
        breaks = true;
        return this;
    }

    /** Before more than so many blocks of 10,000 bytes come, the cells are waited for. */
    Slow steps(int count) {
        for (int i = 0; i < count; i++) {
            steps.add(new Cell<>());
        }
        return this;
    }

    void step() {
        Cell<Boolean> cell;
        synchronized (this) {
            cell = steps.stream().filter(each -> !each.isDone()).findFirst().orElseThrow();
        }
        cell.complete(true);
    }

    @Override
    public long length() {
        return UNKNOWN;
    }

    @Override
    public void discard() {
        discarded = true;
    }

    @Override
    public InputStream stream() {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                await();
                int n = Math.min(Math.min(length, 10_000), bytes.length - at);
                if (n == 0 && breaks) {
                    throw new IOException("it broke off", Failure.upstream(Failure.Kind.RESET, false, "it broke off"));
                }
                System.arraycopy(bytes, at, into, offset, n);
                at += n;
                read.addAndGet(n);
                return n == 0 ? -1 : n;
            }

            @Override
            public void close() {
                discarded = true;
            }
        };
    }

    private void await() throws IOException {
        Cell<Boolean> next;
        synchronized (this) {
            next = steps.peek();
        }
        if (next == null) {
            return;
        }
        try {
            next.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        synchronized (this) {
            steps.remove();
        }
    }
}
