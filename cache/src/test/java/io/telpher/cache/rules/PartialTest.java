package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.FieldName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialTest {
    private final SampleCache cache = new SampleCache();

    private SampleCache.Got range(String range, String... more) {
        String[] fields = new String[more.length + 2];
        fields[0] = "Range";
        fields[1] = range;
        System.arraycopy(more, 0, fields, 2, more.length);
        return cache.get("/", fields);
    }

    private void origin(String content, String tag) {
        cache.origin(200, content, "Cache-Control", "max-age=3600", "ETag", tag);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-1, 01", "bytes=1-, 123456789A", "bytes=-1, A", "bytes=8-100, 89A"})
    void partsAreServedFromTheWhole(String range, String content) {
        origin("0123456789A", "\"a\"");
        cache.get("/");
        SampleCache.Got got = range(range);

        assertThat(got.hit()).isTrue();
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo(content);
        assertThat(got.field("content-length")).isEqualTo(Integer.toString(content.length()));
        assertThat(got.field("content-range")).endsWith("/11");
        assertThat(got.field("etag")).isEqualTo("\"a\"");
    }

    @Test
    void severalPartsAreServedAsOneBody() {
        origin("0123456789", "\"a\"");
        cache.get("/");
        SampleCache.Got got = range("bytes=0-1,4-5");

        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo("0145");
        assertThat(got.field("content-type")).isEqualTo("multipart/byteranges; boundary=b");
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-, 416", "pages=1-2, 200", "bytes=5-4, 200"})
    void whatIsNoPartIsAnsweredSo(String range, int status) {
        origin("0123456789", "\"a\"");
        cache.get("/");

        assertThat(range(range).status()).isEqualTo(status);
        assertThat(cache.asked).hasSize(1);
    }

    @Test
    void aPartIsServedOnlyOfJustWhatTheClientHas() {
        origin("0123456789", "\"a\"");
        cache.get("/");

        assertThat(range("bytes=0-1", "If-Range", "\"a\"").status()).isEqualTo(206);
        assertThat(range("bytes=0-1", "If-Range", "\"b\"").status()).isEqualTo(200);
        assertThat(range("bytes=0-1", "If-Range", "W/\"a\"").status()).isEqualTo(200);
    }

    @Test
    void partsAreServedFromAStoredPart() {
        origin("0123456789", "\"a\"");
        range("bytes=4-8");

        for (String wanted : new String[] {"bytes=4-8", "bytes=5-6"}) {
            SampleCache.Got got = range(wanted);
            assertThat(got.hit()).isTrue();
            assertThat(got.status()).isEqualTo(206);
        }
        assertThat(range("bytes=5-6").content()).isEqualTo("56");
        assertThat(range("bytes=3-6").hit()).isFalse();
    }

    @Test
    void aPartIsNeverServedAsTheWhole() {
        origin("0123456789", "W/\"a\"");
        range("bytes=0-4");

        SampleCache.Got got = cache.get("/");
        assertThat(got.hit()).isFalse();
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("0123456789");
    }

    @Test
    void whatIsMissingIsAskedForAndJoined() {
        origin("0123456789", "\"a\"");
        range("bytes=0-4");
        SampleCache.Got got = cache.get("/");

        assertThat(cache.lastAsked().fields().value(FieldName.RANGE)).isEqualTo("bytes=5-");
        assertThat(cache.lastAsked().fields().value(FieldName.IF_RANGE)).isEqualTo("\"a\"");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("0123456789");
        assertThat(got.field("content-range")).isNull();
        assertThat(got.field("content-length")).isEqualTo("10");
        assertThat(cache.get("/").hit()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, bytes=2-7, bytes=4-7, 234567",
        "bytes=4-9, bytes=2-7, bytes=2-3, 234567",
        "bytes=4-5, bytes=2-7, bytes=2-7, 234567",
        "bytes=0-4, bytes=-8, bytes=5-, 23456789",
        "bytes=0-4, 'bytes=2-3,8-9', 'bytes=2-3,8-9', 23"
    })
    void whatIsMissingOfARangeIsAskedForAndJoined(String stored, String wanted, String asked, String content) {
        origin("0123456789", "\"a\"");
        range(stored);
        SampleCache.Got got = range(wanted);

        assertThat(cache.lastAsked().fields().value(FieldName.RANGE)).isEqualTo(asked);
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo(content);
    }

    @Property
    void whatIsMissingAndWhatIsHeldAreAllOfARange(
            @ForAll @IntRange(max = 30) int a,
            @ForAll @IntRange(max = 30) int b,
            @ForAll @IntRange(max = 30) int first,
            @ForAll @IntRange(max = 15) int more) {
        Held held = Held.of(a, a + 5L).plus(b, b + 5L);
        var wanted = new io.telpher.http.Ranges.Range(first, first + (long) more);
        net.jqwik.api.Assume.that(!held.covers(wanted));
        var missing = held.missing(wanted);

        assertThat(missing.first()).isBetween(wanted.first(), missing.last());
        assertThat(missing.last()).isLessThanOrEqualTo(wanted.last());
        assertThat(held.plus(missing.first(), missing.last()).covers(wanted)).isTrue();
        for (long end : new long[] {missing.first(), missing.last()}) {
            assertThat(held.covers(new io.telpher.http.Ranges.Range(end, end))).isFalse();
        }
    }

    @Test
    void whatIsJoinedHasTheFieldsOfTheLatestPart() {
        cache.origin(
                200, "0123456789", "Cache-Control", "max-age=3600", "ETag", "\"a\"", "X-Said", "first", "X-Once", "1");
        range("bytes=0-4");
        cache.origin(200, "0123456789", "Cache-Control", "max-age=3600", "ETag", "\"a\"", "X-Said", "last");
        cache.get("/");

        SampleCache.Got got = cache.get("/");
        assertThat(got.hit()).isTrue();
        assertThat(got.field("x-said")).isEqualTo("last");
        assertThat(got.field("x-once")).isEqualTo("1");
    }

    @Test
    void partsOfDifferentContentsAreNeverJoined() {
        origin("0123456789", "\"a\"");
        range("bytes=0-4");
        origin("abcdefghij", "\"b\"");

        assertThat(cache.get("/").content()).isEqualTo("abcdefghij");
        assertThat(cache.get("/").content()).isEqualTo("abcdefghij");
    }

    @Test
    void partsWithoutAStrongValidatorAreNeverJoined() {
        origin("0123456789", "W/\"a\"");
        range("bytes=0-4");
        range("bytes=5-9");

        assertThat(cache.get("/").hit()).isFalse();
    }

    @Test
    void partsThatComeOneByOneBecomeTheWhole() {
        origin("0123456789", "\"a\"");
        range("bytes=6-9");
        range("bytes=0-2");
        range("bytes=2-6");
        SampleCache.Got got = cache.get("/");

        assertThat(got.hit()).isTrue();
        assertThat(got.content()).isEqualTo("0123456789");
    }

    @Test
    void aStalePartIsValidatedByTheOneThatIsAskedFor() {
        origin("0123456789", "\"a\"");
        range("bytes=0-4");
        SampleCache.Got got = cache.after(4_000).get("/", "Range", "bytes=1-2");

        assertThat(cache.lastAsked().fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"a\"");
        assertThat(got.content()).isEqualTo("12");
        assertThat(range("bytes=1-2").hit()).isTrue();
    }

    @Property
    void partsAreKeptApartAndInOrder(
            @ForAll @IntRange(max = 30) int a, @ForAll @IntRange(max = 30) int b, @ForAll @IntRange(max = 30) int c) {
        boolean[] bytes = new boolean[40];
        Held held = new Held(java.util.List.of());
        for (int first : new int[] {a, b, c}) {
            held = held.plus(first, first + 5L);
            java.util.Arrays.fill(bytes, first, first + 6, true);
        }
        long last = -2;
        boolean[] found = new boolean[40];
        for (var range : held.ranges()) {
            assertThat(range.first()).isGreaterThan(last + 1);
            last = range.last();
            java.util.Arrays.fill(found, (int) range.first(), (int) range.last() + 1, true);
        }
        assertThat(found).isEqualTo(bytes);
    }

    @Test
    void aContentRangeThatIsNoneIsAFieldLikeOthers() {
        cache.origin("Cache-Control", "max-age=100", "Content-Range", "everything");
        cache.get("/");

        assertThat(cache.get("/").field("content-range")).isEqualTo("everything");
    }
}
