package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RecordedTest {
    private static final CacheKey KEY = new CacheKey("https://example.org/a?b=c", "\naccept: text/html");

    private static Fields fields(List<String> values) {
        Fields.Editor editor = Fields.EMPTY.edit();
        for (int i = 0; i < values.size(); i++) {
            editor.add(Field.of(FieldName.of("x-" + i), values.get(i)));
        }
        return editor.done();
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadAgain(
            @ForAll @LongRange(min = 0, max = 1L << 50) long size,
            @ForAll @LongRange(min = -1_000_000, max = 1L << 33) long seconds,
            @ForAll long lifetimeMillis,
            @ForAll boolean modified,
            @ForAll boolean varies,
            @ForAll boolean partial,
            @ForAll @Size(max = 20) List<@AlphaChars @StringLength(max = 30) String> values) {
        Variant variant = varies
                ? new Variant(
                        List.of(FieldName.of("accept"), FieldName.of("accept-encoding")),
                        Arrays.asList("text/html", null))
                : Variant.ANY;
        String etag = values.isEmpty() ? null : '"' + values.getFirst() + '"';
        StoredMeta meta = new StoredMeta(
                200,
                7,
                1_700_000_000_123L,
                5,
                lifetimeMillis,
                60_000,
                0,
                3_600_000,
                seconds,
                modified ? Long.valueOf(seconds - 17) : null,
                size,
                etag,
                variant,
                partial ? Held.of(3, 9).plus(20, 30) : null);
        Labels labels = new Labels(Set.copyOf(values), Set.of("tag"));
        Fields trailers = partial ? fields(List.of("later")) : Fields.EMPTY;

        byte[] bytes = RecordWriter.bytes(KEY, meta, fields(values), labels, trailers);
        Recorded recorded = new Recorded(bytes);

        assertThat(recorded.is(new CacheKey(KEY.uri(), ""))).isFalse();
        assertThat(recorded.is(new CacheKey(KEY.uri() + "d", KEY.more()))).isFalse();
        assertThat(recorded.is(KEY)).isTrue();
        assertThat(recorded.meta()).isEqualTo(meta);
        assertThat(recorded.labels()).isEqualTo(labels);
        assertThat(recorded.trailers().toString()).isEqualTo(trailers.toString());
        assertThat(recorded.fields().toString()).isEqualTo(fields(values).toString());
        assertThat(new Recorded(bytes).key()).isEqualTo(KEY);
    }

    @Test
    void whatDoesNotFitIsNotWritten() {
        StoredMeta meta = MemoryStoreTest.meta(0);
        assertThat(RecordWriter.bytes(
                        new CacheKey("https://example.org/\u20ac", ""), meta, Fields.EMPTY, Labels.NONE, Fields.EMPTY))
                .isNull();
        assertThat(RecordWriter.bytes(
                        KEY, meta, fields(List.of("x".repeat(Recorded.BYTES_MAX))), Labels.NONE, Fields.EMPTY))
                .isNull();
    }

    @Test
    void aRecordOfAnOrdinaryResponseIsSmall() {
        Fields fields = Fields.of(
                Field.of(FieldName.CONTENT_TYPE, "image/png"),
                Field.of(FieldName.ETAG, "\"5f3c-5e9a1b2c3d4e5\""),
                Field.of(FieldName.LAST_MODIFIED, "Tue, 15 Nov 1994 12:45:26 GMT"),
                Field.of(FieldName.CACHE_CONTROL, "public, max-age=604800"));
        StoredMeta meta = new StoredMeta(
                200,
                0,
                1_700_000_000_123L,
                0,
                604_800_000,
                0,
                0,
                3_600_000,
                1_700_000_000L,
                1_690_000_000L,
                1_024,
                "\"5f3c-5e9a1b2c3d4e5\"",
                Variant.ANY,
                null);
        byte[] bytes = RecordWriter.bytes(KEY, meta, fields, Labels.NONE, Fields.EMPTY);
        int[] lines = new int[1];
        fields.lines((line, offset, length) -> lines[0] += length);
        assertThat(bytes.length - lines[0] - KEY.text().length()).isLessThan(52);
    }
}
