package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.store.Purge;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.time.Eventually;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFilterTest {
    private final Rig rig = new Rig();

    @Test
    void aMissIsStoredAndTheNextOneIsAHit() throws Exception {
        Got first = rig.get("/a");
        rig.after(7);
        Got second = rig.get("/a");

        rig.askedTimes(1);
        assertThat(first.content()).isEqualTo("content").isEqualTo(second.content());
        assertThat(first.told()).isEqualTo("telpher; fwd=uri-miss; ttl=60; stored");
        assertThat(second.told()).isEqualTo("telpher; hit; ttl=53");
        assertThat(second.field("age")).isEqualTo("7");
    }

    @Test
    void whatIsStaleIsValidatedAndAnsweredFromTheStore() throws Exception {
        rig.get("/a");
        rig.after(61);
        Got validated = rig.get("/a");
        Got hit = rig.get("/a");

        rig.askedTimes(2);
        assertThat(rig.asked.get(1).fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"1\"");
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.content()).isEqualTo("content");
        assertThat(validated.told()).startsWith("telpher; fwd=stale; fwd-status=304");
        assertThat(hit.told()).isEqualTo("telpher; hit; ttl=60");
    }

    @Test
    void whatIsValidatedByAnAnswerWithoutDateIsFreshAgain() throws Exception {
        Rig.Origin dated = rig.origin;
        rig.origin = request -> {
            HttpResponse answer = dated.call(request);
            return answer.withFields(answer.fields().without(FieldName.DATE));
        };
        rig.get("/a");
        rig.after(61);
        Got validated = rig.get("/a");

        assertThat(validated.field("age")).isEqualTo("0");
        assertThat(rig.get("/a").told()).isEqualTo("telpher; hit; ttl=60");
        rig.askedTimes(2);
    }

    @Test
    void aClientsConditionIsAnsweredWith304() throws Exception {
        rig.get("/a");
        Got fresh = rig.get("/a", "if-none-match", "\"1\"");
        rig.after(61);
        Got validated = rig.get("/a", "if-none-match", "\"1\"");

        assertThat(fresh.status()).isEqualTo(304);
        assertThat(fresh.content()).isEmpty();
        assertThat(validated.status()).isEqualTo(304);
        rig.askedTimes(2);
    }

    @Test
    void whatMayBeStaleIsServedWhileItIsValidatedBehind() throws Exception {
        rig.origin = request -> rig.answer(request, "old", "cache-control", "max-age=10, stale-while-revalidate=60");
        rig.get("/a");
        rig.origin = request -> rig.answer(request, "new", "cache-control", "max-age=10, stale-while-revalidate=60");
        rig.after(11);

        Got stale = rig.get("/a");
        assertThat(stale.content()).isEqualTo("old");
        assertThat(stale.told()).isEqualTo("telpher; hit; ttl=-1; detail=stale");
        Eventually.see(rig.threads::get, n -> n == 0);
        Got fresh = rig.get("/a");

        assertThat(fresh.content()).isEqualTo("new");
        assertThat(fresh.told()).contains("; hit; ttl=10");
        rig.askedTimes(2);
    }

    @Test
    void whatMayBeStaleAtAnErrorIsServedThen() throws Exception {
        rig.origin = request -> rig.answer(request, "old", "cache-control", "max-age=10, stale-if-error=60");
        rig.get("/a");
        rig.after(11);

        rig.origin = request -> HttpResponse.text(503, "broken");
        Got error = rig.get("/a");
        rig.origin = request -> {
            throw Failure.upstream(Failure.Kind.REFUSED, true, "nobody there");
        };
        Got away = rig.get("/a");
        rig.after(60);

        assertThat(error.status()).isEqualTo(200);
        assertThat(error.content()).isEqualTo("old");
        assertThat(away.content()).isEqualTo("old");
        assertThatThrownBy(() -> rig.get("/a")).isInstanceOf(Failure.class);
    }

    @Test
    void whatCachesNearerToTheOriginSaidStandsBeforeAHitOfOurs() throws Exception {
        rig.origin = request -> rig.answer(
                request, "content", "cache-control", "max-age=60", "etag", "\"1\"", "cache-status", "origin; hit");
        rig.get("/a");

        for (Got hit : List.of(
                rig.get("/a"),
                rig.get("/a", "range", "bytes=0-1"),
                rig.get("/a", "if-none-match", "\"1\""),
                rig.call(Method.HEAD, "/a"))) {
            assertThat(hit.told()).isEqualTo("origin; hit, telpher; hit; ttl=60");
        }
        rig.askedTimes(1);
    }

    @Test
    void aHeadIsAnsweredFromAGetsAnswer() throws Exception {
        rig.get("/a");
        Got head = rig.call(Method.HEAD, "/a");

        rig.askedTimes(1);
        assertThat(head.content()).isEmpty();
        assertThat(head.field("content-length")).isEqualTo("7");
        assertThat(head.told()).contains("hit");
    }

    @Test
    void aHeadThatShowsAnotherContentMakesTheStoredOneStale() throws Exception {
        rig.get("/a");
        rig.after(61);
        rig.origin = request -> rig.answer(request, "", "cache-control", "max-age=60", "etag", "\"2\"");
        rig.call(Method.HEAD, "/a");
        rig.get("/a");

        rig.askedTimes(3);
    }

    @Test
    void variantsAreToldApart() throws Exception {
        rig.origin = request -> rig.answer(
                request,
                String.valueOf(request.fields().value(FieldName.of("accept-language"))),
                "vary",
                "accept-language",
                "cache-control",
                "max-age=60");
        for (int i = 0; i < 2; i++) {
            assertThat(rig.get("/a", "accept-language", "de").content()).isEqualTo("de");
            assertThat(rig.get("/a", "accept-language", "en").content()).isEqualTo("en");
        }
        rig.askedTimes(2);
        assertThat(rig.get("/a", "accept-language", "fr").told()).contains("fwd=vary-miss");
    }

    @Test
    void rangesComeFromWhatIsStored() throws Exception {
        rig.get("/a");
        Got one = rig.get("/a", "range", "bytes=1-3");
        Got two = rig.get("/a", "range", "bytes=0-0,6-");
        Got none = rig.get("/a", "range", "bytes=9-");

        rig.askedTimes(1);
        assertThat(one.status()).isEqualTo(206);
        assertThat(one.content()).isEqualTo("ont");
        assertThat(one.field("content-range")).isEqualTo("bytes 1-3/7");
        assertThat(two.field("content-type")).startsWith("multipart/byteranges");
        assertThat(two.content())
                .contains("Content-Range: bytes 0-0/7\r\n\r\nc", "Content-Range: bytes 6-6/7\r\n\r\nt");
        assertThat(two.content())
                .hasSize(Integer.parseInt(
                        String.valueOf(Fields.of(Field.of(FieldName.CONTENT_LENGTH, two.field("content-length")))
                                .value(FieldName.CONTENT_LENGTH))));
        assertThat(none.status()).isEqualTo(416);
    }

    @Test
    void aChangeMakesWhatIsStoredWrong() throws Exception {
        rig.get("/a");
        rig.origin = request -> HttpResponse.of(204);
        rig.call(Method.PUT, "/a");
        rig.origin = request -> rig.answer(request, "new", "cache-control", "max-age=60");

        Got got = rig.get("/a");
        assertThat(got.content()).isEqualTo("new");
        assertThat(got.told()).contains("fwd=uri-miss");
    }

    @Test
    void onlyIfCachedIsAnswered504() throws Exception {
        Got got = rig.get("/a", "cache-control", "only-if-cached");

        rig.askedTimes(0);
        assertThat(got.status()).isEqualTo(504);
        assertThat(got.field("cache-status")).as("it is no cache's answer").isNull();
    }

    @Test
    void whatIsPrivateIsNotStored() throws Exception {
        rig.origin = request -> rig.answer(request, "mine", "cache-control", "private, max-age=60");
        rig.get("/a");
        Got second = rig.get("/a");

        rig.askedTimes(2);
        assertThat(second.told()).isEqualTo("telpher; fwd=uri-miss; detail=private");
    }

    @Test
    void queriesAreToldApartByTheirContent() throws Exception {
        rig.origin = request -> rig.answer(
                request,
                "about " + Rig.text(HttpResponse.of(200, Fields.EMPTY, request.body())),
                "cache-control",
                "max-age=60");
        for (int i = 0; i < 2; i++) {
            assertThat(rig.call(Sample.request(Method.QUERY, "/q", "one")).content())
                    .isEqualTo("about one");
            assertThat(rig.call(Sample.request(Method.QUERY, "/q", "two")).content())
                    .isEqualTo("about two");
        }
        rig.askedTimes(2);
    }

    @Test
    void whatAnOriginSaysOfQueriesCounts() throws Exception {
        rig.origin = request ->
                rig.answer(request, "same", "cache-control", "max-age=60", "no-vary-search", "params=(\"utm\")");
        rig.get("/a?id=1&utm=x");
        assertThat(rig.get("/a?id=1&utm=y").told()).contains("hit");
        assertThat(rig.get("/a?id=2&utm=y").told()).contains("fwd=");
        rig.origin = request -> HttpResponse.of(204);
        rig.call(Method.DELETE, "/a?id=1&utm=z");
        rig.origin = request -> rig.answer(request, "new", "cache-control", "max-age=60");
        assertThat(rig.get("/a?id=1&utm=x").content()).isEqualTo("new");
    }

    @Test
    void aPurgeWhileItIsFetchedKeepsItFromBeingStored() throws Exception {
        rig.origin = request -> {
            rig.store.purge(Purge.uri("https://example.org/a"), Rig.START_MILLIS);
            return rig.answer(request, "old", "cache-control", "max-age=60");
        };
        assertThat(rig.get("/a").content()).isEqualTo("old");
        rig.origin = request -> rig.answer(request, "new", "cache-control", "max-age=60");
        assertThat(rig.get("/a").content()).isEqualTo("new");
    }

    @Test
    void aBodyOfUnknownLengthIsStoredWithItsTrailers() throws Exception {
        rig.origin = request -> rig.answer(request, "", "cache-control", "max-age=60")
                .withBody(new Slow("0123456789".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Got first = rig.get("/a");
        Eventually.see(rig.threads::get, n -> n == 0);
        Got second = rig.get("/a");

        assertThat(first.content()).hasSize(100_000).isEqualTo(second.content());
        assertThat(second.told()).contains("hit");
        rig.askedTimes(1);
    }

    @Test
    void aBodyThatBreaksOffIsNotStored() throws Exception {
        rig.origin = request ->
                rig.answer(request, "", "cache-control", "max-age=60").withBody(new Slow(new byte[100_000]).breaking());
        HttpRequest request = Sample.get("/a");
        HttpResponse head = rig.head(request);
        assertThatThrownBy(() -> head.body().readAll(1 << 20)).hasMessageContaining("broke");
        Eventually.see(rig.threads::get, n -> n == 0);

        rig.origin = each -> rig.answer(each, "whole", "cache-control", "max-age=60");
        assertThat(rig.get("/a").content()).isEqualTo("whole");
    }

    @Test
    void whatAPresetSaysCountsWhereTheOriginSaysNothing() throws Exception {
        Rig images = new Rig(CacheSettings.DEFAULT.with(CachePolicy.DEFAULT.silent(604_800)));
        images.origin = request -> images.answer(request, "png", "content-type", "image/png");
        images.get("/a.png");
        images.after(600_000);
        assertThat(images.get("/a.png").told()).contains("hit; ttl=4800");
    }

    @Test
    void clientsAreToldOfAPresetOnlyWhatItMadeFresh() throws Exception {
        Rig images = new Rig(CacheSettings.DEFAULT
                .with(CachePolicy.DEFAULT.silent(604_800).negative(Map.of(404, 10L)))
                .telling("public, max-age=604800"));
        images.origin = request -> images.answer(request, "whoever", "etag", "\"1\"");
        assertThat(images.get("/a", "cookie", "user=1").field("cache-control")).isNull();
        assertThat(images.get("/a", "cookie", "user=2").field("cache-control")).isNull();
        images.origin = request -> images.answer(request, "page", "etag", "\"1\"", "content-type", "text/html");
        assertThat(images.get("/account/x.css").field("cache-control")).isNull();
        images.origin = request -> images.answer(request, "for caches", "cdn-cache-control", "max-age=60");
        assertThat(images.get("/cdn").field("cache-control")).isNull();
        images.origin = request -> HttpResponse.of(404, Fields.EMPTY, Body.of("none"));
        assertThat(images.get("/missing").field("cache-control")).isNull();
        Got hit = images.get("/missing");
        assertThat(hit.told()).startsWith("telpher; hit");
        assertThat(hit.field("cache-control")).isNull();

        images.origin = request -> images.answer(request, "image", "etag", "\"1\"");
        assertThat(images.get("/b").field("cache-control")).isEqualTo("public, max-age=604800");
        assertThat(images.get("/b").field("cache-control")).isEqualTo("public, max-age=604800");
    }

    @Test
    void anEmptyBodyIsAHitToo() throws Exception {
        rig.origin = request -> rig.answer(request, "", "cache-control", "max-age=60")
                .withStatus(404)
                .withBody(Body.empty());
        rig.get("/none");
        assertThat(rig.get("/none").status()).isEqualTo(404);
        rig.askedTimes(1);
    }

    @Test
    void whatIsFreshIsAnsweredBeforeThereIsAThread() throws Exception {
        assertThat(rig.early("/a")).isNull();
        rig.get("/a");

        Got hit = rig.early("/a");
        assertThat(hit).isNotNull();
        assertThat(hit.content()).isEqualTo("content");
        assertThat(hit.told()).isEqualTo("telpher; hit; ttl=60");
        Got unchanged = rig.early("/a", "if-none-match", "\"1\"");
        assertThat(unchanged).isNotNull();
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(rig.early("/a", "cache-control", "no-cache")).isNull();
        rig.after(61);
        assertThat(rig.early("/a")).isNull();
    }

    @Test
    void whatIsToldApartByFieldsThatOthersMayWriteIsNotAnsweredThen() throws Exception {
        rig.origin = request -> rig.answer(request, "a", "cache-control", "max-age=60", "vary", "x-tenant");
        rig.get("/a", "x-tenant", "1");
        assertThat(rig.early("/a", "x-tenant", "1")).isNull();

        rig.origin = request -> rig.answer(request, "b", "cache-control", "max-age=60", "vary", "accept-encoding");
        rig.get("/b", "accept-encoding", "gzip");
        assertThat(rig.early("/b", "accept-encoding", "gzip")).isNotNull();
        assertThat(rig.early("/b", "accept-encoding", "br")).isNull();
    }
}
