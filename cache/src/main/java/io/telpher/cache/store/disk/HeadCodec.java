package io.telpher.cache.store.disk;

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
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Head} as bytes: magic (4 bytes), checksum of all that follows (4), length with these (4), the object's number (8), then
 * key, what is decided by, fields, trailers, labels, runs. Bytes that are none are told by {@link Corrupt} and nothing else.
 */
final class HeadCodec {
    /** What is longer is not stored. */
    static final int BYTES_MAX = 120 << 10;

    static final int START_BYTES = 20;
    private static final int MAGIC = 0x54484431;

    private HeadCodec() {}

    static byte[] encode(Head head) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(0);
            out.writeInt(0);
            out.writeLong(head.id());
            head.form().write(out);
            out.writeInt(head.runs().size());
            for (Run run : head.runs()) {
                out.writeLong(run.segment());
                out.writeInt(run.position());
                out.writeLong(run.offset());
                out.writeLong(run.length());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        byte[] all = bytes.toByteArray();
        ByteBuffer.wrap(all).putInt(8, all.length).putInt(4, Crc.of(all, 8, all.length - 8));
        return all;
    }

    /** The head that begins at {@code at}; what stands behind it does not matter. */
    static Head decode(byte[] bytes, int at) throws Corrupt {
        if (bytes.length - at < START_BYTES) {
            throw new Corrupt("a head is cut off");
        }
        ByteBuffer start = ByteBuffer.wrap(bytes);
        int length = start.getInt(at + 8);
        if (start.getInt(at) != MAGIC || length < START_BYTES || length > bytes.length - at) {
            throw new Corrupt("there is no head");
        }
        if (start.getInt(at + 4) != Crc.of(bytes, at + 8, length - 8)) {
            throw new Corrupt("the checksum of a head is wrong");
        }
        try {
            int body = at + START_BYTES;
            return read(
                    start.getLong(at + 12),
                    new DataInputStream(new ByteArrayInputStream(bytes, body, length - START_BYTES)));
        } catch (IOException | IllegalArgumentException e) {
            throw new Corrupt("a head cannot be read: " + e.getMessage(), e);
        }
    }

    private static Head read(long id, DataInputStream in) throws IOException {
        StoredForm form = StoredForm.read(in);
        return new Head(id, form.key(), form.meta(), form.fields(), form.trailers(), form.labels(), runs(in));
    }

    private static List<Run> runs(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / 28) {
            throw new Corrupt(count + " runs");
        }
        List<Run> runs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            runs.add(new Run(in.readLong(), in.readInt(), in.readLong(), in.readLong()));
        }
        return runs;
    }
}
