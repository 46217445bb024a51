package io.telpher.cache.store;

import java.io.InputStream;

/** A range of some blocks. */
final class BlocksStream extends InputStream {
    private final Blocks blocks;
    private long at;
    private long left;

    BlocksStream(Blocks blocks, long first, long length) {
        this.blocks = blocks;
        this.at = first;
        this.left = length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int n = length == 0 ? 0 : blocks.read(at, into, offset, (int) Math.min(length, left));
        at += n;
        left -= n;
        return n;
    }
}
