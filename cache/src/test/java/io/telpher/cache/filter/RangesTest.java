package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.http.Body;
import io.telpher.http.ContentRange;
import io.telpher.http.EntityTags;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Ranges;
import io.telpher.testkit.time.Eventually;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Parts of responses, with a store. */
class RangesTest {
    private final Rig rig = new Rig();

    RangesTest() {
        origin("0123456789", "\"1\"");
    }

    /** It serves one range of this. */
    private void origin(String whole, String tag) {
        rig.origin = request -> {
            String range = request.fields().value(FieldName.RANGE);
            String ifRange = request.fields().value(FieldName.IF_RANGE);
            String[] fields = {"cache-control", "max-age=60", "etag", tag};
            if (range == null || (ifRange != null && !EntityTags.strongly(ifRange, tag))) {
                return rig.answer(request, whole, fields);
            }
            Ranges.Range part =
                    ((Ranges.Some) Ranges.of(range, whole.length())).parts().getFirst();
            String content = whole.substring((int) part.first(), (int) part.last() + 1);
            HttpResponse answer = rig.answer(request, content, fields);
            return Rig.with(answer.withStatus(206), "content-range", ContentRange.text(part, whole.length()));
        };
    }

    private Got range(String range, String... more) throws Exception {
        String[] fields = new String[more.length + 2];
        fields[0] = "range";
        fields[1] = range;
        System.arraycopy(more, 0, fields, 2, more.length);
        Got got = rig.get("/a", fields);
        Eventually.see(rig.threads::get, n -> n == 0);
        return got;
    }

    private @Nullable String last(Function<HttpRequest, @Nullable String> what) {
        return what.apply(rig.asked.getLast());
    }

    @Test
    void partsAreStoredAndWhatIsMissingIsAskedFor() throws Exception {
        Got first = rig.get("/a", "range", "bytes=3-5");
        Eventually.see(rig.threads::get, n -> n == 0);
        Got again = rig.get("/a", "range", "bytes=4-5");
        Got all = rig.get("/a");
        Eventually.see(rig.threads::get, n -> n == 0);
        Got hit = rig.get("/a");

        assertThat(first.status()).isEqualTo(206);
        assertThat(first.content()).isEqualTo("345");
        assertThat(again.content()).isEqualTo("45");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.content()).isEqualTo("0123456789");
        assertThat(hit.content()).isEqualTo("0123456789");
        assertThat(hit.told()).contains("hit");
        rig.askedTimes(2);
    }

    @Test
    void ofARangeOnlyWhatIsMissingIsAskedForAndTheClientGetsAllOfIt() throws Exception {
        range("bytes=0-4");
        Got got = range("bytes=2-7");

        assertThat(last(asked -> asked.fields().value(FieldName.RANGE))).isEqualTo("bytes=5-7");
        assertThat(last(asked -> asked.fields().value(FieldName.IF_RANGE))).isEqualTo("\"1\"");
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo("234567");
        assertThat(got.field("content-range")).isEqualTo("bytes 2-7/10");
        assertThat(got.field("content-length")).isEqualTo("6");
        assertThat(got.told()).isEqualTo("telpher; fwd=partial; stored");
        assertThat(range("bytes=1-6").told()).contains("; hit");
        rig.askedTimes(2);
    }

    @Test
    void whatStandsBetweenTwoPartsIsPutBetweenThem() throws Exception {
        range("bytes=0-3");
        range("bytes=7-9");

        assertThat(range("bytes=2-8").content()).isEqualTo("2345678");
        assertThat(last(asked -> asked.fields().value(FieldName.RANGE))).isEqualTo("bytes=4-6");
        assertThat(rig.get("/a").told()).contains("; hit");
    }

    @Test
    void ofWhatNothingIsHereIsAskedForAsTheClientAsks() throws Exception {
        range("bytes=0-3");

        assertThat(range("bytes=5-8").content()).isEqualTo("5678");
        assertThat(last(asked -> asked.fields().value(FieldName.RANGE))).isEqualTo("bytes=5-8");
        assertThat(rig.asked.getLast().fields().contains(FieldName.IF_RANGE)).isFalse();
    }

    @Test
    void ofAnotherRepresentationTheClientGetsItsRangeAndNothingOfTheOld() throws Exception {
        range("bytes=0-4");
        origin("abcdefghij", "\"2\"");
        Got got = range("bytes=2-7");

        assertThat(got.status()).isEqualTo(206);
        assertThat(got.content()).isEqualTo("cdefgh");
        assertThat(got.field("etag")).isEqualTo("\"2\"");
        assertThat(range("bytes=2-3").content()).isEqualTo("cd");
        assertThat(range("bytes=0-1").content()).as("nothing of the old").isEqualTo("ab");
    }

    @Test
    void whyAllWasAskedForIsToldThoughItTookTwoRequests() throws Exception {
        range("bytes=0-4");
        Rig.Origin honest = rig.origin;
        rig.origin = request -> request.fields().contains(FieldName.IF_RANGE) // gives less than it is asked for
                ? Rig.with(honest.call(request).withBody(Body.of("5")), "content-range", "bytes 5-5/10")
                : honest.call(request);

        assertThat(rig.get("/a").told()).isEqualTo("telpher; fwd=partial; ttl=60; stored");
        rig.askedTimes(3);
    }

    @Test
    void aWeakValidatorJoinsNothing() throws Exception {
        origin("0123456789", "W/\"1\"");
        range("bytes=0-4");

        assertThat(range("bytes=2-7").content()).isEqualTo("234567");
        assertThat(last(asked -> asked.fields().value(FieldName.RANGE))).isEqualTo("bytes=2-7");
    }

    @Test
    void aRangeOfWhatAnotherHasIsAskedForAsItIs() throws Exception {
        range("bytes=0-4");

        assertThat(range("bytes=2-7", "if-range", "\"2\"").status()).isEqualTo(200);
        assertThat(last(asked -> asked.fields().value(FieldName.IF_RANGE))).isEqualTo("\"2\"");
    }
}
