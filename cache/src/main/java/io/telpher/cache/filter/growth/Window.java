package io.telpher.cache.filter.growth;

import java.util.ArrayDeque;

/** The last of what came, for those who have not read it yet. Confined to its owner's lock. */
final class Window {
    private final int bytesMax;
    private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
    private long first; // the position of the first byte that is held
    private int heldBytes;

    Window(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean fits(int length) {
        return blocks.isEmpty() || heldBytes + length <= bytesMax;
    }

    void add(long position, byte[] block) {
        if (blocks.isEmpty()) {
            first = position;
        }
        blocks.add(block);
        heldBytes += block.length;
    }

    /** Reads from a position that is held. */
    int read(long position, byte[] into, int offset, int length) {
        long at = first;
        for (byte[] block : blocks) {
            if (position < at + block.length) {
                int within = (int) (position - at);
                int n = Math.min(length, block.length - within);
                System.arraycopy(block, within, into, offset, n);
                return n;
            }
            at += block.length;
        }
        throw new IllegalStateException("nothing at " + position);
    }

    /** Lets go of what stands before a position. @return true if there was something */
    boolean trim(long position) {
        boolean any = false;
        while (!blocks.isEmpty() && first + blocks.getFirst().length <= position) {
            int gone = blocks.remove().length;
            first += gone;
            heldBytes -= gone;
            any = true;
        }
        return any;
    }
}
