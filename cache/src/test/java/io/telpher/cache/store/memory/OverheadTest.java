package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.cache.store.Fill;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OverheadTest {
    private static final int OBJECTS = 1_000_000;

    @Test
    @Tag("slow")
    void aMillionSmallObjectsCostLessThanTwoHundredBytesEach() {
        Random random = new Random(1);
        byte[] content = MemoryStoreTest.content(1, 2_000);
        long contentBytes = 0;
        long fieldBytes = 0;
        long keyBytes = 0;
        try (MemoryStore store = new MemoryStore(3L << 29, 1 << 20)) {
            long started = System.nanoTime();
            for (int i = 0; i < OBJECTS; i++) {
                String etag = "\"%08x-%06x\"".formatted(i * 0x9e3779b9, i);
                Fields fields = Fields.of(
                        Field.of(FieldName.DATE, "Tue, 15 Nov 1994 12:45:26 GMT"),
                        Field.of(FieldName.CONTENT_TYPE, "image/png"),
                        Field.of(FieldName.ETAG, etag),
                        Field.of(FieldName.LAST_MODIFIED, "Tue, 15 Nov 1994 12:45:26 GMT"),
                        Field.of(FieldName.CACHE_CONTROL, "public, max-age=604800"));
                int length = 100 + random.nextInt(1_900);
                StoredMeta meta = new StoredMeta(
                        200,
                        0,
                        1_767_225_600_000L + i,
                        0,
                        604_800_000,
                        0,
                        0,
                        3_600_000,
                        1_767_225_600L + i / 1_000,
                        1_767_000_000L,
                        length,
                        etag,
                        Variant.ANY,
                        null);
                CacheKey key = new CacheKey("https://www.example.org/images/products/%07d.png".formatted(i), "");
                Fill fill = store.begin(key, new Storable.Store(meta, fields, Labels.NONE), length, store.moment());
                assertThat(fill).isNotNull();
                assertThat(fill.append(content, 0, length)).isTrue();
                assertThat(fill.complete(meta, Fields.EMPTY)).isTrue();
                fill.close();
                contentBytes += length;
                long[] lines = new long[1];
                fields.lines((bytes, offset, count) -> lines[0] += count);
                fieldBytes += lines[0];
                keyBytes += key.text().length();
            }
            long millis = (System.nanoTime() - started) / 1_000_000;
            assertThat(store.numbers().entries()).isEqualTo(OBJECTS);
            double all = (double) (store.space.takenBytes() - contentBytes - fieldBytes) / OBJECTS;
            System.out.printf(
                    "a million objects of %d bytes and %d of fields each: %.1f bytes of overhead each, of which the key is %d; "
                            + "in free slots %.1f; %d ms%n",
                    contentBytes / OBJECTS,
                    fieldBytes / OBJECTS,
                    all,
                    keyBytes / OBJECTS,
                    (double) store.space.fragmentedBytes() / OBJECTS,
                    millis);
            assertThat(all).isLessThan(200);
        }
    }
}
