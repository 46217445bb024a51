package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.store.form.Crc;
import io.telpher.cache.store.form.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a segment's index says of an object. The first {@link #UNIT_BYTES} bytes have their own checksum and are all that is
 * looked at when a process starts; the text behind them, with another one, is for purges. Its length is a multiple of that, so
 * that the next record is found though one is broken.
 *
 * @param uriHash of the key's URI
 * @param more of what else is in the key
 * @param position of the head in the segment
 * @param headBytes its length
 * @param inlineBytes how much content stands right behind the head, in one block that is all of it; or 0
 * @param localBytes how much of this segment the object takes
 * @param staleMillis when it was made stale, or {@link #NEVER}
 * @param recordBytes with the text
 */
record IndexRecord(
        Kind kind,
        long uriHash,
        int more,
        long id,
        int position,
        int headBytes,
        int inlineBytes,
        int localBytes,
        long staleMillis,
        int recordBytes,
        int textBytes,
        int textCrc) {
    static final int UNIT_BYTES = 64;
    static final long NEVER = Long.MAX_VALUE;
    private static final int TEXT_BYTES_MAX = 1 << 20;

    enum Kind {
        /** An object that is found. */
        ENTRY(0x54494531),
        /** Content of an object whose head stands in another segment. */
        PART(0x54495031),
        /** What is no more. */
        GONE(0x54495831);

        private final int magic;

        Kind(int magic) {
            this.magic = magic;
        }

        private static @Nullable Kind of(int magic) {
            for (Kind kind : values()) {
                if (kind.magic == magic) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** What purges go by. */
    record Text(CacheKey key, Labels labels) {}

    static byte[] text(Head head) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Texts.write(out, head.key().uri());
            Texts.write(out, head.key().more());
            Texts.writeAll(out, head.labels().groups());
            Texts.writeAll(out, head.labels().tags());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return bytes.toByteArray();
    }

    static IndexRecord entry(Spot spot, Head head, int inlineBytes, int localBytes, long staleMillis, byte[] text) {
        return new IndexRecord(
                Kind.ENTRY,
                spot.uriHash(),
                spot.more(),
                head.id(),
                Place.position(spot.place()),
                Place.headBytes(spot.place()),
                inlineBytes,
                localBytes,
                staleMillis,
                padded(UNIT_BYTES + text.length),
                text.length,
                Crc.of(text, 0, text.length));
    }

    static IndexRecord part(long uriHash, int more, long id, int bytes) {
        return new IndexRecord(Kind.PART, uriHash, more, id, 0, 0, 0, bytes, NEVER, UNIT_BYTES, 0, 0);
    }

    private static int padded(int bytes) {
        return (bytes + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
    }

    IndexRecord gone() {
        return with(Kind.GONE, staleMillis);
    }

    IndexRecord staleFrom(long millis) {
        return with(kind, Math.min(staleMillis, millis));
    }

    private IndexRecord with(Kind other, long stale) {
        return new IndexRecord(
                other,
                uriHash,
                more,
                id,
                position,
                headBytes,
                inlineBytes,
                localBytes,
                stale,
                recordBytes,
                textBytes,
                textCrc);
    }

    /** The record with its text. */
    ByteBuffer bytes(byte[] text) {
        ByteBuffer all = ByteBuffer.allocate(recordBytes);
        write(all);
        all.put(UNIT_BYTES, text);
        return all;
    }

    /** The record without its text. */
    ByteBuffer bytes() {
        ByteBuffer unit = ByteBuffer.allocate(UNIT_BYTES);
        write(unit);
        return unit;
    }

    private void write(ByteBuffer into) {
        into.putInt(0, kind.magic)
                .putInt(4, recordBytes)
                .putLong(8, uriHash)
                .putInt(16, more)
                .putInt(20, textBytes)
                .putLong(24, id)
                .putInt(32, position)
                .putInt(36, headBytes)
                .putInt(40, inlineBytes)
                .putInt(44, localBytes)
                .putLong(48, staleMillis)
                .putInt(56, textCrc)
                .putInt(60, Crc.of(into, 0, 60));
    }

    /** The record that begins here, or null if none does. */
    static @Nullable IndexRecord read(ByteBuffer from, int at) {
        if (from.limit() - at < UNIT_BYTES) {
            return null;
        }
        Kind kind = Kind.of(from.getInt(at));
        if (kind == null || from.getInt(at + 60) != Crc.of(from, at, 60)) {
            return null;
        }
        IndexRecord record = new IndexRecord(
                kind,
                from.getLong(at + 8),
                from.getInt(at + 16),
                from.getLong(at + 24),
                from.getInt(at + 32),
                from.getInt(at + 36),
                from.getInt(at + 40),
                from.getInt(at + 44),
                from.getLong(at + 48),
                from.getInt(at + 4),
                from.getInt(at + 20),
                from.getInt(at + 56));
        return record.sound() ? record : null;
    }

    private boolean sound() {
        return textBytes >= 0
                && textBytes <= TEXT_BYTES_MAX
                && recordBytes == padded(UNIT_BYTES + textBytes)
                && position >= 0
                && headBytes >= 0
                && headBytes <= HeadCodec.BYTES_MAX
                && inlineBytes >= 0
                && inlineBytes <= Run.BLOCK_BYTES
                && localBytes >= 0;
    }

    /** Reads the text behind the record that begins at {@code at}, or null if it is broken. */
    @Nullable
    Text text(ByteBuffer from, int at) {
        if (from.limit() - at < UNIT_BYTES + textBytes || Crc.of(from, at + UNIT_BYTES, textBytes) != textCrc) {
            return null;
        }
        byte[] bytes = new byte[textBytes];
        from.get(at + UNIT_BYTES, bytes);
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            CacheKey key = new CacheKey(Texts.read(in), Texts.read(in));
            return new Text(key, new Labels(Texts.readAll(in), Texts.readAll(in)));
        } catch (IOException broken) {
            return null;
        }
    }
}
