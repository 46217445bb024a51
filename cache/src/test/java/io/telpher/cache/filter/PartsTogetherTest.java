package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.store.HeapStore;
import io.telpher.http.Body;
import io.telpher.http.ContentRange;
import io.telpher.http.EntityTags;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Ranges;
import io.telpher.testkit.time.Eventually;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One fetch of a part for many who want it, also where other parts are stored. */
class PartsTogetherTest {
    private static final int MANY = 20;
    private static final int SIZE = 100_000;

    private Rig rig = new Rig();
    private final byte[] whole = new byte[SIZE];
    private String[] fields = {"cache-control", "max-age=60", "etag", "\"1\""};
    private volatile CountDownLatch answers = new CountDownLatch(1);

    PartsTogetherTest() {
        for (int i = 0; i < SIZE; i++) {
            whole[i] = (byte) (i % 64 + ' ');
        }
        answers.countDown();
        origin(rig);
    }

    /** It serves one range, once it may answer. */
    private void origin(Rig at) {
        at.origin = request -> {
            answers.await();
            Ranges.Range part = part(request);
            return part == null ? all(at, request) : answer(at, request, part, Body.of(bytes(part)));
        };
    }

    private HttpResponse all(Rig at, HttpRequest request) {
        return at.answer(request, "", fields).withBody(Body.of(whole));
    }

    private HttpResponse answer(Rig at, HttpRequest request, Ranges.Range part, Body body) {
        HttpResponse answer = at.answer(request, "", fields).withBody(body).withStatus(206);
        return Rig.with(answer, "content-range", ContentRange.text(part, SIZE));
    }

    private static Ranges.Range part(HttpRequest request) {
        String range = request.fields().value(FieldName.RANGE);
        String on = request.fields().value(FieldName.IF_RANGE);
        return range == null || (on != null && !EntityTags.strongly(on, "\"1\""))
                ? null
                : ((Ranges.Some) Ranges.of(range, SIZE)).parts().getFirst();
    }

    private byte[] bytes(Ranges.Range part) {
        return Arrays.copyOfRange(whole, (int) part.first(), (int) part.last() + 1);
    }

    private String text(int first, int last) {
        return new String(whole, first, last - first + 1, java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** It is stored. */
    private void stored(String range) throws Exception {
        rig.get("/a", "range", range);
        Eventually.see(rig.threads::get, n -> n == 0);
        answers = new CountDownLatch(1);
    }

    private List<CompletableFuture<Got>> many(String... more) throws Exception {
        List<CompletableFuture<Got>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(rig.later("/a", more));
        }
        rig.timers.awaitPending(MANY - 1);
        answers.countDown();
        return all;
    }

    private static Got got(CompletableFuture<Got> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private void allGot(List<CompletableFuture<Got>> all, int first, int last) throws Exception {
        int collapsed = 0;
        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).status()).isEqualTo(206);
            assertThat(got(each).content()).isEqualTo(text(first, last));
            assertThat(got(each).field("content-range")).isEqualTo("bytes " + first + '-' + last + '/' + SIZE);
            collapsed += got(each).told().endsWith("; collapsed") ? 1 : 0;
        }
        assertThat(collapsed).isEqualTo(all.size() - 1);
    }

    @Test
    void aRangeOfWhichNothingIsStoredIsFetchedOnce() throws Exception {
        stored("bytes=0-999");
        allGot(many("range", "bytes=2000-2999"), 2000, 2999);
        rig.askedTimes(2);
    }

    @Test
    void whatIsMissingOfARangeIsFetchedOnce() throws Exception {
        stored("bytes=0-999");
        allGot(many("range", "bytes=500-2999"), 500, 2999);
        rig.askedTimes(2);
        assertThat(rig.asked.getLast().fields().value(FieldName.RANGE)).isEqualTo("bytes=1000-2999");
        Eventually.see(rig.threads::get, n -> n == 0);
        assertThat(rig.get("/a", "range", "bytes=0-2999").told()).contains("; hit");
    }

    @Test
    void whatIsMissingOfAllIsFetchedOnce() throws Exception {
        stored("bytes=500-999");
        answers.countDown();
        stored("bytes=0-499");
        for (CompletableFuture<Got> each : many()) {
            assertThat(got(each).status()).isEqualTo(200);
            assertThat(got(each).content()).isEqualTo(text(0, SIZE - 1));
        }
        rig.askedTimes(3);
        assertThat(rig.asked.getLast().fields().value(FieldName.RANGE)).isEqualTo("bytes=1000-");
    }

    @Test
    void whoNamesTheSameValidatorForARangeSharesIt() throws Exception {
        stored("bytes=0-999");
        allGot(many("range", "bytes=500-2999", "if-range", "\"1\""), 500, 2999);
        rig.askedTimes(2);
    }

    @Test
    void whoNamesAnotherValidatorHasTheWhole() throws Exception {
        stored("bytes=0-999");
        CompletableFuture<Got> range = rig.later("/a", "range", "bytes=500-2999");
        CompletableFuture<Got> other = rig.later("/a", "range", "bytes=500-2999", "if-range", "\"2\"");
        Eventually.see(rig.asked::size, n -> n == 3);
        answers.countDown();

        assertThat(got(range).content()).isEqualTo(text(500, 2999));
        assertThat(got(other).content()).isEqualTo(text(0, SIZE - 1));
    }

    @Test
    void whoComesWhileAPartIsUnderWayReadsAlong() throws Exception {
        stored("bytes=0-999");
        answers.countDown();
        Slow body = new Slow(bytes(new Ranges.Range(1000, 50_999))).steps(5);
        rig.origin = request -> answer(rig, request, part(request), body);
        HttpResponse first = rig.head(Sample.get("/a", "range", "bytes=500-50999"));
        body.step();

        CompletableFuture<Got> same = rig.later("/a", "range", "bytes=500-50999");
        CompletableFuture<Got> within = rig.later("/a", "range", "bytes=2000-2999");
        CompletableFuture<Got> across = rig.later("/a", "range", "bytes=900-1099");
        assertThat(got(within).content()).as("has come").isEqualTo(text(2000, 2999));
        assertThat(got(across).content()).isEqualTo(text(900, 1099));
        for (int i = 0; i < 4; i++) {
            body.step();
        }

        assertThat(Rig.text(first)).isEqualTo(text(500, 50_999));
        assertThat(got(same).content()).isEqualTo(text(500, 50_999));
        assertThat(got(same).told()).contains("; hit");
        rig.askedTimes(2);
    }

    @Test
    void whatIsStoredForOthersIsNotJoinedWithWhatIsUnderWay() throws Exception {
        fields = new String[] {"cache-control", "max-age=60", "etag", "\"1\"", "vary", "accept-language"};
        rig.get("/a", "range", "bytes=0-999", "accept-language", "de");
        Eventually.see(rig.threads::get, n -> n == 0);
        Slow body = new Slow(bytes(new Ranges.Range(1000, 50_999))).steps(5);
        rig.origin = request -> rig.asked.size() == 2
                ? answer(rig, request, part(request), body)
                : answer(rig, request, part(request), Body.of(new byte[1_000]));
        HttpResponse first = rig.head(Sample.get("/a", "range", "bytes=1000-50999", "accept-language", "en"));
        body.step();

        Got english = rig.get("/a", "range", "bytes=500-1499", "accept-language", "en");
        assertThat(english.content()).as("the origin's").isEqualTo("\0".repeat(1_000));
        rig.askedTimes(3);
        first.body().discard();
        for (int i = 0; i < 4; i++) {
            body.step();
        }
    }

    @Test
    void whoComesWhileTheFirstPartIsUnderWayReadsAlong() throws Exception {
        Slow body = new Slow(bytes(new Ranges.Range(1000, 50_999))).steps(5);
        rig.origin = request -> answer(rig, request, part(request), body);
        HttpResponse first = rig.head(Sample.get("/a", "range", "bytes=1000-50999"));
        body.step();

        assertThat(rig.get("/a", "range", "bytes=2000-2999").content()).isEqualTo(text(2000, 2999));
        first.body().discard();
        for (int i = 0; i < 4; i++) {
            body.step();
        }
        Eventually.see(rig.threads::get, n -> n == 0);
        assertThat(rig.get("/a", "range", "bytes=1000-50999").content()).isEqualTo(text(1000, 50_999));
        rig.askedTimes(1);
    }

    @Test
    void whoLeapsFarAheadOfWhatIsComingDoesNotWaitForIt() throws Exception {
        Slow body = new Slow(whole).steps(10);
        rig.origin = request -> part(request) == null
                ? rig.answer(request, "", fields).withBody(new Known(body, SIZE))
                : answer(rig, request, part(request), Body.of(bytes(part(request))));
        HttpResponse first = rig.head(Sample.get("/a"));
        rig.after(4);
        body.step();
        Eventually.see(body.read::get, n -> n == 10_000);

        CompletableFuture<Got> near = rig.later("/a", "range", "bytes=20000-20999");
        rig.after(1);
        assertThat(got(rig.later("/a", "range", "bytes=90000-90999")).content()).isEqualTo(text(90_000, 90_999));
        assertThat(rig.get("/a", "range", "bytes=90000-90999").told()).contains("; hit");
        rig.askedTimes(2);
        for (int i = 0; i < 9; i++) {
            body.step();
        }
        assertThat(got(near).content()).isEqualTo(text(20_000, 20_999));
        assertThat(Rig.text(first)).isEqualTo(new String(whole, java.nio.charset.StandardCharsets.US_ASCII));
        Eventually.see(rig.threads::get, n -> n == 0);
        assertThat(rig.get("/a").told()).contains("; hit");
        rig.askedTimes(2);
    }

    @Test
    void aPartThatIsForOneOnlyIsSharedByNobody() throws Exception {
        stored("bytes=0-999");
        fields = new String[] {"cache-control", "private", "etag", "\"1\""};
        for (CompletableFuture<Got> each : many("range", "bytes=500-2999")) {
            assertThat(got(each).content()).isEqualTo(text(500, 2999));
            assertThat(got(each).told()).doesNotContain("collapsed");
        }
    }

    @Test
    void whatWasAskedForBeforeAPurgeIsNotForWhoAsksAfterIt() throws Exception {
        stored("bytes=0-999");
        CompletableFuture<Got> before = rig.later("/a", "range", "bytes=500-2999");
        Eventually.see(rig.asked::size, n -> n == 2);
        rig.store.purge(io.telpher.cache.store.Purge.uri("https://example.org/a"), rig.nowSeconds() * 1_000);
        CompletableFuture<Got> after = rig.later("/a", "range", "bytes=500-2999");
        Eventually.see(rig.asked::size, n -> n == 3);
        answers.countDown();

        assertThat(got(before).content()).isEqualTo(text(500, 2999));
        assertThat(got(after).content()).isEqualTo(text(500, 2999));
        assertThat(rig.asked.getLast().fields().value(FieldName.RANGE)).isEqualTo("bytes=500-2999");
    }

    @Test
    void aPartThatBreaksOffIsToldToAllAndNotStored() throws Exception {
        stored("bytes=0-999");
        rig.origin = request -> {
            answers.await();
            return answer(rig, request, part(request), new Broken(2000));
        };
        List<CompletableFuture<Got>> all = many("range", "bytes=500-2999");
        for (CompletableFuture<Got> each : all) {
            assertThat(each).failsWithin(java.time.Duration.ofSeconds(20));
        }
        rig.askedTimes(2);
        Eventually.see(rig.threads::get, n -> n == 0);
        origin(rig);
        assertThat(rig.get("/a", "range", "bytes=500-2999").content()).isEqualTo(text(500, 2999));
        rig.askedTimes(3);
    }

    @Test
    void aPartThatTheStoreDoesNotTakeGoesToAll() throws Exception {
        rig = new Rig(CacheSettings.DEFAULT, new HeapStore(1 << 20, 2_000));
        origin(rig);
        stored("bytes=0-999");
        allGot(many("range", "bytes=500-90999"), 500, 90_999);
    }

    /** A body whose length is known. */
    private record Known(Slow slow, long length) implements Body {
        @Override
        public InputStream stream() {
            return slow.stream();
        }
    }

    /** It ends before it should. */
    private record Broken(long length) implements Body {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(new byte[10]);
        }
    }
}
