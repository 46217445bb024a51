package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.store.HeapStore;
import io.telpher.core.Cell;
import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;
import io.telpher.testkit.time.Eventually;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One fetch for many who ask together. */
class CollapsingTest {
    private static final int MANY = 100;

    private final Rig rig = new Rig();
    private final Cell<Boolean> answers = new Cell<>();

    private static <T> T got(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private List<CompletableFuture<Got>> many(String target) throws Exception {
        List<CompletableFuture<Got>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(rig.later(target));
        }
        rig.timers.awaitPending(MANY - 1); // all but the first wait for a bounded time
        return all;
    }

    private void originWaits(String content, String... fields) {
        rig.origin = request -> {
            answers.join();
            return rig.answer(request, content, fields);
        };
    }

    @Test
    void oneFetchAnswersAll() throws Exception {
        originWaits("content", "cache-control", "max-age=60");
        List<CompletableFuture<Got>> all = many("/a");
        answers.complete(true);

        int collapsed = 0;
        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).content()).isEqualTo("content");
            collapsed += got(each).told().endsWith("; collapsed") ? 1 : 0;
        }
        assertThat(collapsed).isEqualTo(MANY - 1);
        rig.askedTimes(1);
    }

    @Test
    void whoWaitedForAnothersFetchIsToldWhatCachesNearerToTheOriginSaid() throws Exception {
        originWaits("content", "cache-control", "max-age=60", "cache-status", "region; hit");
        CompletableFuture<Got> one = rig.later("/a");
        CompletableFuture<Got> two = rig.later("/a");
        rig.timers.awaitPending(1);
        answers.complete(true);

        String told = "region; hit, telpher; fwd=uri-miss; ttl=60; stored";
        assertThat(List.of(got(one).told(), got(two).told())).containsExactlyInAnyOrder(told, told + "; collapsed");
    }

    @Test
    void oneValidationAnswersAll() throws Exception {
        rig.get("/a");
        rig.after(61);
        originWaits("content", "cache-control", "max-age=60", "etag", "\"1\"");
        List<CompletableFuture<Got>> all = many("/a");
        answers.complete(true);

        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).content()).isEqualTo("content");
        }
        rig.askedTimes(2);
    }

    @Test
    void thoseWhoWantTheSameRangeShareAFetch() throws Exception {
        CountDownLatch both = new CountDownLatch(1);
        rig.origin = request -> {
            both.await();
            String range = String.valueOf(request.fields().value(FieldName.RANGE));
            HttpResponse part =
                    rig.answer(request, range.contains("3-5") ? "345" : "67", "cache-control", "max-age=60");
            String place = range.contains("3-5") ? "bytes 3-5/10" : "bytes 6-7/10";
            return Rig.with(part.withStatus(206), "content-range", place);
        };
        List<CompletableFuture<Got>> first = new ArrayList<>();
        List<CompletableFuture<Got>> second = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            first.add(rig.later("/a", "range", "bytes=3-5"));
            second.add(rig.later("/a", "range", "bytes=6-7"));
        }
        rig.timers.awaitPending(38);
        both.countDown();

        for (CompletableFuture<Got> each : first) {
            assertThat(got(each).status()).isEqualTo(206);
            assertThat(got(each).content()).isEqualTo("345");
            assertThat(got(each).field("content-range")).isEqualTo("bytes 3-5/10");
        }
        for (CompletableFuture<Got> each : second) {
            assertThat(got(each).content()).isEqualTo("67");
        }
        rig.askedTimes(2);
    }

    @Test
    void aRangeOfWhatComesWholeIsCutOutForEachWhoWaits() throws Exception {
        originWaits("0123456789", "cache-control", "max-age=60");
        List<CompletableFuture<Got>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(rig.later("/a", "range", "bytes=3-5"));
        }
        rig.timers.awaitPending(19);
        answers.complete(true);

        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).content()).isIn("345", "0123456789"); // the one who asked has the origin's answer
        }
        rig.askedTimes(1);
    }

    @Test
    void aRangeThatIsForOneOnlyHasNobodyWaitForRangesAndOthersForTheWholeAsBefore() throws Exception {
        rig.origin = request -> {
            HttpResponse part = rig.answer(request, "345", "cache-control", "private");
            return Rig.with(part.withStatus(206), "content-range", "bytes 3-5/10");
        };
        rig.get("/a", "range", "bytes=3-5");
        CountDownLatch second = new CountDownLatch(1);
        rig.origin = request -> {
            second.await();
            return rig.answer(request, "mine", "cache-control", "max-age=60");
        };
        List<CompletableFuture<Got>> ranges =
                List.of(rig.later("/a", "range", "bytes=3-5"), rig.later("/a", "range", "bytes=3-5"));
        Eventually.see(rig.asked::size, n -> n == 3);
        List<CompletableFuture<Got>> wholes = List.of(rig.later("/a"), rig.later("/a"));
        Eventually.see(rig.asked::size, n -> n == 4);
        rig.timers.awaitPending(1);
        second.countDown();

        for (CompletableFuture<Got> each : wholes) {
            assertThat(got(each).content()).isEqualTo("mine");
        }
        for (CompletableFuture<Got> each : ranges) {
            got(each);
        }
        rig.askedTimes(4);
    }

    @Test
    void whatOneWithCredentialsGetsForHimselfHasStrangersShareAsBefore() throws Exception {
        rig.origin = request -> rig.answer(request, "his", "cache-control", "max-age=60");
        rig.get("/a", "authorization", "Basic YTpi"); // for him only: RFC 9111 section 3.5
        originWaits("of all", "cache-control", "max-age=60");
        List<CompletableFuture<Got>> all = many("/a");
        answers.complete(true);

        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).content()).isEqualTo("of all");
        }
        rig.askedTimes(2);
    }

    @Test
    void whatIsForOneOnlyReleasesTheOthersAtOnceAndTheNextOnesDoNotWait() throws Exception {
        originWaits("mine", "cache-control", "private");
        List<CompletableFuture<Got>> all = many("/a");
        answers.complete(true);
        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).content()).isEqualTo("mine");
        }
        rig.askedTimes(MANY);

        CountDownLatch second = new CountDownLatch(1);
        rig.origin = request -> {
            second.await();
            return rig.answer(request, "mine", "cache-control", "private");
        };
        List<CompletableFuture<Got>> more = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            more.add(rig.later("/a"));
        }
        Eventually.see(rig.asked::size, n -> n == MANY + 5);
        second.countDown();
        for (CompletableFuture<Got> each : more) {
            assertThat(got(each).content()).isEqualTo("mine");
        }
    }

    @Test
    void thoseWhomTheAnswerIsNotForShareAnother() throws Exception {
        rig.origin = request -> {
            answers.join();
            String language = String.valueOf(request.fields().value(io.telpher.http.FieldName.of("accept-language")));
            return rig.answer(request, language, "cache-control", "max-age=60", "vary", "accept-language");
        };
        List<CompletableFuture<Got>> german = new ArrayList<>();
        List<CompletableFuture<Got>> english = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            german.add(rig.later("/a", "accept-language", "de"));
            english.add(rig.later("/a", "accept-language", "en"));
        }
        rig.timers.awaitPending(39);
        answers.complete(true);

        for (CompletableFuture<Got> each : german) {
            assertThat(got(each).content()).isEqualTo("de");
        }
        for (CompletableFuture<Got> each : english) {
            assertThat(got(each).content()).isEqualTo("en");
        }
        rig.askedTimes(2);
    }

    @Test
    void whoComesWhileTheBodyIsUnderWayReadsAlongFromItsBeginning() throws Exception {
        Slow body = new Slow(new byte[50_000]).steps(5);
        rig.origin = request ->
                rig.answer(request, "", "cache-control", "max-age=60").withBody(body);
        HttpResponse first = rig.head(Sample.get("/a"));
        body.step();
        Eventually.see(body.read::get, n -> n == 10_000);
        InputStream firstIn = first.body().stream();
        assertThat(firstIn.readNBytes(10_000)).hasSize(10_000);

        HttpResponse second = rig.head(Sample.get("/a"));
        InputStream secondIn = second.body().stream();
        assertThat(secondIn.readNBytes(10_000)).hasSize(10_000);
        firstIn.close();
        for (int i = 0; i < 4; i++) {
            body.step();
        }

        assertThat(secondIn.readAllBytes()).hasSize(40_000);
        Eventually.see(rig.threads::get, n -> n == 0);
        assertThat(rig.get("/a").content()).hasSize(50_000);
        rig.askedTimes(1);
    }

    @Test
    void whatAllHaveLeftIsStoredAllTheSame() throws Exception {
        Slow body = new Slow(new byte[50_000]).steps(5);
        rig.origin = request ->
                rig.answer(request, "", "cache-control", "max-age=60").withBody(body);
        HttpResponse first = rig.head(Sample.get("/a"));
        first.body().discard();
        for (int i = 0; i < 5; i++) {
            body.step();
        }
        Eventually.see(rig.threads::get, n -> n == 0);

        assertThat(rig.get("/a").content()).hasSize(50_000);
        rig.askedTimes(1);
    }

    @Test
    void whatNoStoreTakesIsSharedAndWaitsForTheSlowest() throws Exception {
        Rig small = new Rig(CacheSettings.DEFAULT, new HeapStore(1 << 20, 100_000));
        Slow body = new Slow(new byte[3_000_000]);
        small.origin = request ->
                small.answer(request, "", "cache-control", "max-age=60").withBody(body);
        HttpResponse first = small.head(Sample.get("/a"));
        Eventually.see(body.read::get, n -> n > 1_000_000);
        small.timers.awaitPending(1); // the source waits for the one who reads nothing
        assertThat(body.read.get()).isLessThan(1_300_000);

        assertThat(first.body().readAll(4 << 20)).hasSize(3_000_000);
        Eventually.see(small.threads::get, n -> n == 0);
        assertThat(small.store.numbers().entries()).isZero();
    }

    @Test
    void aSharedAnswerThatTheStoreDoesNotWantGoesToAll() throws Exception {
        Rig small = new Rig(CacheSettings.DEFAULT, new HeapStore(1 << 20, 10_000));
        byte[] content = new byte[200_000];
        small.origin = request -> {
            answers.join();
            return small.answer(request, "", "cache-control", "max-age=60").withBody(io.telpher.http.Body.of(content));
        };
        CompletableFuture<Got> one = small.later("/a");
        CompletableFuture<Got> two = small.later("/a");
        small.timers.awaitPending(1);
        answers.complete(true);

        assertThat(got(one).content()).hasSize(200_000);
        assertThat(got(two).content()).hasSize(200_000);
        small.askedTimes(1);
    }

    @Test
    void aSharedAnswerThatIsLargerThanWhatIsHeldGoesToAllWhole() throws Exception {
        Rig small = new Rig(CacheSettings.DEFAULT, new HeapStore(1 << 20, 10_000));
        small.origin = request -> {
            answers.join();
            return small.answer(request, "", "cache-control", "max-age=60")
                    .withBody(io.telpher.http.Body.of(new byte[3_000_000]));
        };
        CompletableFuture<Got> one = small.later("/a");
        CompletableFuture<Got> two = small.later("/a");
        small.timers.awaitPending(1);
        answers.complete(true);

        assertThat(got(one).content()).hasSize(3_000_000);
        assertThat(got(two).content()).hasSize(3_000_000);
        small.askedTimes(1);
    }

    @Test
    void whoReadsSlowlyIsWaitedForAndWhoDoesNotReadIsCut() throws Exception {
        Rig small = new Rig(CacheSettings.DEFAULT, new HeapStore(1 << 20, 10_000));
        Slow body = new Slow(new byte[3_000_000]);
        small.origin = request -> {
            answers.join();
            return small.answer(request, "", "cache-control", "max-age=60").withBody(body);
        };
        List<CompletableFuture<HttpResponse>> heads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            CompletableFuture<HttpResponse> head = new CompletableFuture<>();
            heads.add(head);
            Thread.startVirtualThread(() -> {
                try {
                    head.complete(small.head(Sample.get("/a")));
                } catch (Exception e) {
                    head.completeExceptionally(e);
                }
            });
        }
        small.timers.awaitPending(1);
        answers.complete(true);
        InputStream slow = got(heads.get(0)).body().stream();
        InputStream stuck = got(heads.get(1)).body().stream();
        Eventually.see(body.read::get, n -> n > 1_000_000);

        assertThat(slow.readNBytes(Growth.LAG_BYTES)).hasSize(Growth.LAG_BYTES);
        assertThat(stuck.readNBytes(1)).hasSize(1);
        small.timers.awaitPending(1);
        small.timers.advance(Duration.ofNanos(Growth.LAG_NANOS));

        assertThat(slow.readAllBytes()).hasSize(3_000_000 - Growth.LAG_BYTES);
        assertThatThrownBy(stuck::readAllBytes).hasMessageContaining("too far behind");
        small.askedTimes(1);
    }

    @Test
    void whoIsLeftWhenTheFirstHasGoneGetsNothingOfTheFirstOnesOwn() throws Exception {
        originWaits("secret of the first", "cache-control", "private");
        CompletableFuture<Got> got = new CompletableFuture<>();
        Thread first = Thread.startVirtualThread(() -> {
            try {
                got.complete(rig.get("/a", "authorization", "first"));
            } catch (Exception e) {
                got.completeExceptionally(e);
            }
        });
        Eventually.see(rig.asked::size, n -> n == 1);
        CompletableFuture<Got> second = rig.later("/a");
        rig.timers.awaitPending(1);
        first.interrupt();
        Eventually.see(got::isDone, done -> done);
        rig.origin = request -> rig.answer(request, "for the second", "cache-control", "private");
        answers.complete(true);

        assertThat(got(second).content()).isEqualTo("for the second");
    }
}
