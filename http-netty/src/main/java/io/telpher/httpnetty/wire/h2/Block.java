package io.telpher.httpnetty.wire.h2;

import java.util.Arrays;

/** Bytes that grow: a field block that is being encoded, or that is being gathered from its frames. Confined to its user. */
public final class Block {
    private static final int FIRST_BYTES = 512;
    /** What it keeps when it is cleared. */
    private static final int KEPT_BYTES = 16 * 1024;

    private byte[] bytes = new byte[0];
    private int length;

    /** The bytes, of which the first {@link #length} count. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** Forgets everything. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[0];
        }
    }

    /** Adds some bytes. */
    public void append(byte[] from, int offset, int count) {
        System.arraycopy(from, offset, room(count), length, count);
        length += count;
    }

    void append(byte b) {
        room(1)[length++] = b;
    }

    /** Says that what stands before {@code end} counts. */
    void end(int end) {
        length = end;
    }

    /** The bytes, with room for so many more. */
    public byte[] room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.max(FIRST_BYTES, bytes.length * 2)));
        }
        return bytes;
    }
}
