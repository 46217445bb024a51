package io.telpher.cache.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on the heap, which may have holes. They are written once each; what was written may be read by any thread meanwhile.
 */
final class Blocks {
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 1_024;

    private final List<byte @Nullable []> blocks = new ArrayList<>(1);

    synchronized void write(long position, byte[] bytes, int offset, int length) {
        for (int done = 0; done < length; ) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int n = Math.min(length - done, BLOCK_BYTES - within);
            System.arraycopy(bytes, offset + done, block((int) (at / BLOCK_BYTES), within + n), within, n);
            done += n;
        }
    }

    /** Reads some of what was written. */
    synchronized int read(long position, byte[] into, int offset, int length) {
        byte[] block = blocks.get((int) (position / BLOCK_BYTES));
        int within = (int) (position % BLOCK_BYTES);
        if (block == null) {
            throw new IllegalStateException("nothing was written at " + position);
        }
        int n = Math.min(length, block.length - within);
        System.arraycopy(block, within, into, offset, n);
        return n;
    }

    private byte[] block(int index, int needed) {
        while (blocks.size() <= index) {
            blocks.add(null);
        }
        byte[] known = blocks.get(index);
        if (known != null && known.length >= needed) {
            return known;
        }
        int size = known == null ? Math.max(FIRST_BYTES, needed) : Math.max(needed, known.length * 2);
        byte[] larger = new byte[Math.min(BLOCK_BYTES, size)];
        if (known != null) {
            System.arraycopy(known, 0, larger, 0, known.length);
        }
        blocks.set(index, larger);
        return larger;
    }
}
