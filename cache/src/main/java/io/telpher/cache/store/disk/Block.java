package io.telpher.cache.store.disk;

import io.telpher.cache.store.form.Corrupt;
import io.telpher.cache.store.form.Crc;
import java.nio.ByteBuffer;

/**
 * Some content of one object, as it stands in a segment: checksum (4 bytes, of all that follows), length (4), the object's number
 * (8), where in its content this stands (8), and the bytes. So a block that is taken for another one is found out.
 */
final class Block {
    private Block() {}

    /** Completes the head in front of {@code length} bytes of content that stand behind it. */
    static void seal(byte[] block, int at, long id, long offset, int length) {
        ByteBuffer head = ByteBuffer.wrap(block);
        head.putInt(at + 4, length).putLong(at + 8, id).putLong(at + 16, offset);
        head.putInt(at, Crc.of(block, at + 4, Run.BLOCK_HEAD_BYTES - 4 + length));
    }

    /** @throws Corrupt unless it is the block that is wanted, as it was written */
    static void check(byte[] block, int at, long id, long offset, int length) throws Corrupt {
        if (block.length - at < Run.BLOCK_HEAD_BYTES + length) {
            throw new Corrupt("a block is cut off");
        }
        ByteBuffer head = ByteBuffer.wrap(block);
        if (head.getInt(at + 4) != length || head.getLong(at + 8) != id || head.getLong(at + 16) != offset) {
            throw new Corrupt("a block is another one");
        }
        if (head.getInt(at) != Crc.of(block, at + 4, Run.BLOCK_HEAD_BYTES - 4 + length)) {
            throw new Corrupt("the checksum of a block is wrong");
        }
    }
}
