package io.telpher.cache.store.shared;

import io.telpher.cache.store.form.Corrupt;
import io.telpher.cache.store.form.Crc;
import io.telpher.cache.store.form.StoredForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The head of a shared object: version (1 byte), checksum of all that follows (4), the clock of the node that put it (8), length and
 * checksum of the content (4 each), and the response but its content.
 *
 * @param clockMillis what the node that put it took for now
 */
record ObjectHead(StoredForm form, long clockMillis, int length, int checksum) {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 21;

    static ObjectHead of(StoredForm form, long clockMillis, byte[] content) {
        return new ObjectHead(form, clockMillis, content.length, Crc.of(content, 0, content.length));
    }

    /** True if this is the content that it was put with. */
    boolean fits(byte[] content) {
        return content.length == length && Crc.of(content, 0, length) == checksum;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(0);
            out.writeLong(clockMillis);
            out.writeInt(length);
            out.writeInt(checksum);
            form.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        byte[] all = bytes.toByteArray();
        ByteBuffer.wrap(all).putInt(1, Crc.of(all, 5, all.length - 5));
        return all;
    }

    /** @throws Corrupt if it is none, or of another version */
    static ObjectHead decode(byte[] bytes) throws Corrupt {
        if (bytes.length < FIXED_BYTES
                || bytes[0] != VERSION
                || ByteBuffer.wrap(bytes).getInt(1) != Crc.of(bytes, 5, bytes.length - 5)) {
            throw new Corrupt("there is no head");
        }
        ByteBuffer fixed = ByteBuffer.wrap(bytes);
        try {
            StoredForm form = StoredForm.read(
                    new DataInputStream(new ByteArrayInputStream(bytes, FIXED_BYTES, bytes.length - FIXED_BYTES)));
            return new ObjectHead(form, fixed.getLong(5), fixed.getInt(13), fixed.getInt(17));
        } catch (IOException | IllegalArgumentException e) {
            throw new Corrupt("a head cannot be read: " + e.getMessage(), e);
        }
    }
}
