package io.telpher.cache.store.disk;

import org.jspecify.annotations.Nullable;

/**
 * Blocks of one object that stand one behind the other in a segment. All are full but the last one.
 *
 * @param segment its number
 * @param position of the first block's head
 * @param offset of the first byte in the content
 * @param length of the content
 */
record Run(long segment, int position, long offset, long length) {
    /** How much content a block has: so much is read and checked before any of it is used. */
    static final int BLOCK_BYTES = 64 << 10;
    /** What stands before a block's content. */
    static final int BLOCK_HEAD_BYTES = 24;
    /** A full block. */
    static final int STRIDE_BYTES = BLOCK_HEAD_BYTES + BLOCK_BYTES;

    long end() {
        return offset + length;
    }

    int blocks() {
        return (int) ((length + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    /** What it takes in its segment. */
    int storedBytes() {
        return (int) (length + (long) blocks() * BLOCK_HEAD_BYTES);
    }

    /** Where the block with this byte of the content stands. */
    int blockPosition(long at) {
        return position + block(at) * STRIDE_BYTES;
    }

    /** Which byte of the content is the first one of that block. */
    long blockOffset(long at) {
        return offset + (long) block(at) * BLOCK_BYTES;
    }

    int blockLength(long at) {
        return (int) Math.min(BLOCK_BYTES, end() - blockOffset(at));
    }

    private int block(long at) {
        return (int) ((at - offset) / BLOCK_BYTES);
    }

    /** This and one more block, or null if that does not stand right behind. */
    @Nullable
    Run plus(long otherSegment, int otherPosition, long otherOffset, int bytes) {
        boolean follows = otherSegment == segment
                && otherOffset == end()
                && length % BLOCK_BYTES == 0
                && otherPosition == position + storedBytes();
        return follows ? new Run(segment, position, offset, length + bytes) : null;
    }
}
