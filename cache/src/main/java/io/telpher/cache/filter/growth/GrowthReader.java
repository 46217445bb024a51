package io.telpher.cache.filter.growth;

import io.telpher.core.Cell;
import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One who reads a {@link Growth}: all of it or a part. */
public final class GrowthReader extends InputStream implements Body {
    private final Growth growth;
    private final long length;
    private final long end; // where it stops
    private final Ending ending = new Ending();
    private final AtomicLong before = new AtomicLong(); // how much was read of what stands before this
    private long at;
    private long mark;
    private boolean cut;
    private volatile boolean left;
    private @Nullable Cell<Boolean> waiting;

    /** @param length of the part, or {@link Body#UNKNOWN} for all that comes */
    GrowthReader(Growth growth, long first, long length) {
        this.growth = growth;
        this.length = length;
        this.at = first;
        this.mark = first;
        this.end = length < 0 ? Long.MAX_VALUE : first + length;
    }

    /** When it has all, or has gone. */
    public Ending ending() {
        return ending;
    }

    // === under the growth's lock ===

    long at() {
        return at;
    }

    void advance(int bytes) {
        at += bytes;
    }

    /** How much it has read since it was last marked, or all. */
    long sinceLast() {
        return at + before.get() - mark;
    }

    /** From here on it is counted what it reads. */
    void mark() {
        mark = at + before.get();
    }

    /** It is too slow. */
    GrowthReader cut() {
        cut = true;
        return this;
    }

    boolean isCut() {
        return cut;
    }

    Cell<Boolean> wait(Cell<Boolean> cell) {
        waiting = cell;
        return cell;
    }

    /** Where it waits, if it does; not any more. */
    @Nullable
    Cell<Boolean> hungry() {
        Cell<Boolean> cell = waiting;
        waiting = null;
        return cell;
    }

    // === the body ===

    /** What is read before this, by the same client: meanwhile he is not slow. */
    public Body after(Body first) {
        return new Before(first, before::addAndGet);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream stream() {
        return this;
    }

    @Override
    public Fields trailers() {
        return growth.trailers();
    }

    /** On a thread of its own: event loops discard, too, and must not wait for a monitor that their own threads wait for. */
    @Override
    public void discard() {
        Thread.startVirtualThread(() -> leave(Outcome.DONE));
    }

    @Override
    public void close() {
        leave(Outcome.DONE);
    }

    private void leave(Outcome how) {
        synchronized (this) {
            if (left) {
                return;
            }
            left = true;
        }
        growth.left(this);
        ending.complete(how);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left) {
            return -1; // it was read to its end, or given up
        }
        int most = (int) Math.min(length, end - at);
        if (most == 0) {
            return length == 0 ? 0 : ended();
        }
        while (true) {
            switch (growth.next(this, into, offset, most)) {
                case Piece.Some some -> {
                    return some.bytes();
                }
                case Piece.InFill there -> {
                    int n = growth.fromFill(at, into, offset, there.bytesMax());
                    growth.moved(this, n);
                    return n;
                }
                case Piece.Later later -> await(later.told());
                case Piece.End(Failure failure) -> {
                    if (failure == null) {
                        return ended();
                    }
                    leave(Outcome.failed(failure));
                    throw new IOException(failure.text(), failure);
                }
            }
        }
    }

    private int ended() {
        leave(Outcome.DONE);
        return -1;
    }

    private static void await(Cell<Boolean> cell) throws IOException {
        try {
            cell.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("cancelled");
        }
    }
}
