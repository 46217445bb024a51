package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.Storing;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Store;
import io.telpher.http.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Objects whose content says what it is, so that what is torn, mixed or another one's is seen. */
final class Shelf {
    static final long NOW = 1_767_225_600_000L;
    private static final int HEAD_BYTES = 16;

    private Shelf() {}

    /** Content of this name: its version, checksum, and bytes that depend on both. At least 16 bytes. */
    static byte[] content(String name, int version, int length) {
        byte[] bytes = new byte[Math.max(HEAD_BYTES, length)];
        new Random(name.hashCode() * 31L + version).nextBytes(bytes);
        ByteBuffer head = ByteBuffer.wrap(bytes);
        head.putInt(0, name.hashCode())
                .putInt(4, version)
                .putInt(8, bytes.length)
                .putInt(12, crc(bytes));
        return bytes;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
        return (int) crc.getValue();
    }

    /** The version of content that is whole and of this name. */
    static int version(String name, byte[] bytes) {
        ByteBuffer head = ByteBuffer.wrap(bytes);
        assertThat(bytes.length).isGreaterThanOrEqualTo(HEAD_BYTES);
        assertThat(head.getInt(0)).as("whose").isEqualTo(name.hashCode());
        assertThat(head.getInt(8)).as("length").isEqualTo(bytes.length);
        assertThat(head.getInt(12)).as("checksum").isEqualTo(crc(bytes));
        return head.getInt(4);
    }

    static CacheKey key(String name) {
        return KeyRules.PLAIN.key(Sample.get("/" + name));
    }

    static Storable.Store what(String name, int length, String... fields) {
        Fields all = Sample.fields(fields).with(io.telpher.http.FieldName.CACHE_CONTROL, "max-age=3600");
        return (Storable.Store)
                new Storing(CachePolicy.DEFAULT).decide(Sample.get("/" + name), 200, all, length, NOW, NOW);
    }

    /** @return false if the store did not want it */
    static boolean put(Store store, String name, int version, int length, String... fields) {
        byte[] content = content(name, version, length);
        Storable.Store what = what(name, content.length, fields);
        Fill fill = store.begin(key(name), what, content.length, store.moment());
        if (fill == null) {
            return false;
        }
        try (fill) {
            int half = content.length / 2;
            return fill.append(content, 0, half)
                    && fill.append(content, half, content.length - half)
                    && fill.complete(what.meta(), Fields.EMPTY);
        }
    }

    /** The version that is stored, or null; what is torn or mixed fails. */
    static @Nullable Integer version(Store store, String name) {
        List<Entry> found = store.find(key(name));
        assertThat(found.size()).isLessThan(2);
        for (Entry entry : found) {
            assertThat(entry.key()).isEqualTo(key(name));
            try {
                return version(name, entry.content().readAll(64 << 20));
            } catch (IOException broken) {
                return null; // broken off, and told
            } finally {
                entry.letGo();
            }
        }
        return null;
    }
}
