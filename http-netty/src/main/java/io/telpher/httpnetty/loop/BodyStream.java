package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.http.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A {@link LoopBody} for code that reads: a few blocks ahead, then the connection waits for the reader. */
final class BodyStream extends InputStream implements Sink {
    private static final int AHEAD_BYTES_MAX = 64 * 1024;
    private static final byte[] END = {};

    private final LoopBody body;
    private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
    private int aheadBytes;
    private boolean stopped;
    private @Nullable Failure failure;
    private @Nullable Cell<Boolean> waiting;
    private byte[] current = new byte[0];
    private int at;
    private boolean over;

    BodyStream(LoopBody body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == current.length && !next()) {
            return -1;
        }
        int n = Math.min(length, current.length - at);
        System.arraycopy(current, at, into, offset, n);
        at += n;
        return n;
    }

    private boolean next() throws IOException {
        while (!over) {
            Cell<Boolean> cell;
            synchronized (this) {
                byte[] block = blocks.poll();
                if (block != null) {
                    return take(block);
                }
                if (failure != null) {
                    over = true;
                    throw new IOException(failure.text(), failure);
                }
                cell = new Cell<>();
                waiting = cell;
            }
            await(cell);
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // END is a mark, not a value
    private boolean take(byte[] block) {
        if (block == END) {
            over = true;
            return false;
        }
        current = block;
        at = 0;
        aheadBytes -= block.length;
        if (stopped && aheadBytes < AHEAD_BYTES_MAX / 2) {
            stopped = false;
            body.loop().execute(body::resume);
        }
        return true;
    }

    private static void await(Cell<Boolean> cell) throws InterruptedIOException {
        try {
            cell.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("cancelled");
        }
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            body.discard();
        }
    }

    @Override
    public void data(ByteBuf bytes) {
        byte[] block = ByteBufUtil.getBytes(bytes);
        bytes.release();
        if (block.length > 0) {
            put(block);
        }
    }

    private void put(byte[] block) {
        boolean enough;
        Cell<Boolean> reader;
        synchronized (this) {
            blocks.add(block);
            aheadBytes += block.length;
            enough = aheadBytes >= AHEAD_BYTES_MAX;
            stopped |= enough;
            reader = takeReader();
        }
        if (enough) {
            body.pause();
        }
        wake(reader);
    }

    private @Nullable Cell<Boolean> takeReader() {
        Cell<Boolean> reader = waiting;
        waiting = null;
        return reader;
    }

    /** Never while this is locked: a reader that the loop carries goes on at once, inside this call, and wants the lock. */
    private static void wake(@Nullable Cell<Boolean> reader) {
        if (reader != null) {
            reader.complete(true);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void end(Fields trailers) {
        put(END);
    }

    @Override
    public void failed(Failure why) {
        Cell<Boolean> reader;
        synchronized (this) {
            failure = why;
            reader = takeReader();
        }
        wake(reader);
    }
}
