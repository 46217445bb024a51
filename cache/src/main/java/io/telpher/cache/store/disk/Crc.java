package io.telpher.cache.store.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of everything that is written: CRC-32C, which processors compute by themselves. */
final class Crc {
    private Crc() {}

    static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    static int of(ByteBuffer bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(offset, length));
        return (int) crc.getValue();
    }
}
