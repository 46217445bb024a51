package io.telpher.cache.store.form;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of everything that is written: CRC-32C, which processors compute by themselves. */
public final class Crc {
    private Crc() {}

    /** That of some bytes. */
    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** The same; its position does not count. */
    public static int of(ByteBuffer bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(offset, length));
        return (int) crc.getValue();
    }
}
