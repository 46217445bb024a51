package io.telpher.cache.store.disk;

import io.telpher.cache.store.form.Corrupt;
import io.telpher.cache.store.form.Crc;
import java.nio.ByteBuffer;

/**
 * What every file of a folder begins with: {@code TLPHCACH}, version (4 bytes), kind (4), the folder's number (8), the file's (8),
 * zeros, and the checksum of that (4). So a file of another folder, another version or another program is told apart.
 *
 * @param folder a random number that the folder has for life
 * @param number of the segment; 0 for the folder itself
 */
record FileHead(Kind kind, long folder, long number) {
    static final int BYTES = 64;
    private static final long MAGIC = 0x544c504843414348L;
    private static final int VERSION = 1;

    enum Kind {
        FOLDER(1),
        DATA(2),
        INDEX(3),
        QUERIES(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) throws Corrupt {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new Corrupt("it is of an unknown kind");
        }
    }

    ByteBuffer bytes() {
        ByteBuffer head = ByteBuffer.allocate(BYTES);
        head.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, kind.code);
        head.putLong(16, folder).putLong(24, number);
        head.putInt(60, Crc.of(head, 0, 60));
        return head;
    }

    /** @throws Corrupt if it is none of this version */
    static FileHead read(ByteBuffer head) throws Corrupt {
        if (head.limit() < BYTES || head.getLong(0) != MAGIC || head.getInt(60) != Crc.of(head, 0, 60)) {
            throw new Corrupt("it is not a file of the cache");
        }
        if (head.getInt(8) != VERSION) {
            throw new Corrupt("it is of version " + head.getInt(8) + ", not " + VERSION);
        }
        return new FileHead(Kind.of(head.getInt(12)), head.getLong(16), head.getLong(24));
    }
}
