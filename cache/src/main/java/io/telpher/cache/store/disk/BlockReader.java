package io.telpher.cache.store.disk;

import io.telpher.cache.store.form.Corrupt;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A range of an object's content. Each block is read as a whole and checked before any of it is given out; one that is not what was
 * written ends it with an exception.
 */
final class BlockReader extends InputStream {
    private final DiskEntry entry;
    private final Runnable done;
    private long at;
    private final long end;
    private byte[] block = {};
    private int next; // in the block
    private int filled;
    private boolean finished;

    BlockReader(DiskEntry entry, long first, long length, Runnable done) {
        this.entry = entry;
        this.at = first;
        this.end = first + length;
        this.done = done;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : (one[0] & 0xff);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == end) {
            finish();
            return -1;
        }
        if (next == filled) {
            fill();
        }
        int n = (int) Math.min(Math.min(length, filled - next), end - at);
        System.arraycopy(block, next, into, offset, n);
        next += n;
        at += n;
        if (at == end) {
            finish();
        }
        return n;
    }

    private void fill() throws IOException {
        if (finished) {
            throw new IOException("the content was closed");
        }
        try {
            Run run = run(entry.head().runs());
            int length = run.blockLength(at);
            if (block.length < Run.BLOCK_HEAD_BYTES + length) {
                block = new byte[Run.BLOCK_HEAD_BYTES + length];
            }
            entry.readBlock(run, at, block, length);
            next = Run.BLOCK_HEAD_BYTES + (int) (at - run.blockOffset(at));
            filled = Run.BLOCK_HEAD_BYTES + length;
        } catch (IOException e) {
            finish();
            entry.broken(e);
            throw e;
        }
    }

    private Run run(List<Run> runs) throws Corrupt {
        for (Run run : runs) {
            if (run.offset() <= at && at < run.end()) {
                return run;
            }
        }
        throw new Corrupt("there is no content at " + at);
    }

    /** What was read stays; the files are not needed any more. */
    private void finish() {
        if (!finished) {
            finished = true;
            done.run();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
