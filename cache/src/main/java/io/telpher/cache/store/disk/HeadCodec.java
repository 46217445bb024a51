package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.http.FieldName;
import io.telpher.http.Ranges;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            Texts.write(out, head.key().uri());
            Texts.write(out, head.key().more());
            meta(out, head.meta());
            FieldsCodec.write(out, head.fields());
            FieldsCodec.write(out, head.trailers());
            Texts.writeAll(out, head.labels().groups());
            Texts.writeAll(out, head.labels().tags());
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
        CacheKey key = new CacheKey(Texts.read(in), Texts.read(in));
        StoredMeta meta = meta(in);
        return new Head(
                id,
                key,
                meta,
                FieldsCodec.read(in),
                FieldsCodec.read(in),
                new Labels(Texts.readAll(in), Texts.readAll(in)),
                runs(in));
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

    private static void meta(DataOutputStream out, StoredMeta meta) throws IOException {
        out.writeShort(meta.status());
        out.writeInt(meta.flags());
        out.writeLong(meta.storedMillis());
        out.writeLong(meta.initialAgeMillis());
        out.writeLong(meta.lifetimeMillis());
        out.writeLong(meta.whileRevalidateMillis());
        out.writeLong(meta.onErrorMillis());
        out.writeLong(meta.onFailureMillis());
        out.writeLong(meta.dateSeconds());
        Long modified = meta.modifiedSeconds();
        out.writeBoolean(modified != null);
        out.writeLong(modified == null ? 0 : modified);
        out.writeLong(meta.size());
        Texts.writeNullable(out, meta.etag());
        out.writeShort(meta.variant().names().size());
        for (int i = 0; i < meta.variant().names().size(); i++) {
            Texts.write(out, meta.variant().names().get(i).text());
            Texts.writeNullable(out, meta.variant().values().get(i));
        }
        Held held = meta.held();
        out.writeShort(held == null ? -1 : held.ranges().size());
        for (Ranges.Range range : held == null ? List.<Ranges.Range>of() : held.ranges()) {
            out.writeLong(range.first());
            out.writeLong(range.last());
        }
    }

    private static StoredMeta meta(DataInputStream in) throws IOException {
        int status = in.readShort();
        int flags = in.readInt();
        long stored = in.readLong();
        long initialAge = in.readLong();
        long lifetime = in.readLong();
        long whileRevalidate = in.readLong();
        long onError = in.readLong();
        long onFailure = in.readLong();
        long date = in.readLong();
        boolean hasModified = in.readBoolean();
        long modified = in.readLong();
        long size = in.readLong();
        String etag = Texts.readNullable(in);
        return new StoredMeta(
                status,
                flags,
                stored,
                initialAge,
                lifetime,
                whileRevalidate,
                onError,
                onFailure,
                date,
                hasModified ? modified : null,
                size,
                etag,
                variant(in),
                held(in));
    }

    private static Variant variant(DataInputStream in) throws IOException {
        int count = in.readShort();
        if (count == 0) {
            return Variant.ANY;
        }
        List<FieldName> names = new ArrayList<>();
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(FieldName.of(Texts.read(in)));
            values.add(Texts.readNullable(in));
        }
        return new Variant(names, values);
    }

    private static @Nullable Held held(DataInputStream in) throws IOException {
        int count = in.readShort();
        if (count < 0) {
            return null;
        }
        List<Ranges.Range> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new Ranges.Range(in.readLong(), in.readLong()));
        }
        return new Held(ranges);
    }
}
