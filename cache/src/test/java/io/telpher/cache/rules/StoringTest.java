package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.rules.Storable.Reason;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoringTest {
    private static final long NOW = SampleCache.START_MILLIS;

    private static Storable decide(HttpRequest request, int status, String... fields) {
        return new Storing(CachePolicy.DEFAULT).decide(request, status, Sample.fields(fields), -1, NOW, NOW);
    }

    private static @Nullable Reason refusal(HttpRequest request, int status, String... fields) {
        return decide(request, status, fields) instanceof Storable.Refuse(Reason reason) ? reason : null;
    }

    private static Fields stored(String... fields) {
        return ((Storable.Store) decide(Sample.get("/"), 200, fields)).fields();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599})
    void anyFinalStatusIsStoredIfItSaysForHowLong(int status) {
        assertThat(refusal(Sample.get("/"), status, "Cache-Control", "max-age=10"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 103, 304, 412, 416})
    void whatAnswersOneRequestOnlyOrNoneIsNot(int status) {
        assertThat(refusal(Sample.get("/"), status, "Cache-Control", "max-age=10"))
                .isEqualTo(Reason.STATUS);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "QUERY,", "HEAD, METHOD", "POST, METHOD", "PUT, METHOD", "OPTIONS, METHOD", "M-SEARCH, METHOD"})
    void onlySomeMethodsHaveResponsesThatAreStored(String method, @Nullable Reason reason) {
        assertThat(refusal(
                        Sample.request(Method.of(method), "/", "", new String[0]), 200, "Cache-Control", "max-age=10"))
                .isEqualTo(reason);
    }

    @Test
    void aPostIsStoredIfItsResponseSaysThatItIsWhatAGetWouldGet() {
        HttpRequest post = Sample.request(Method.POST, "/form?x", "12345");

        assertThat(refusal(post, 200, "Cache-Control", "max-age=10", "Content-Location", "https://example.org/form?x"))
                .isNull();
        assertThat(refusal(post, 200, "Cache-Control", "max-age=10", "Content-Location", "/form?y"))
                .isEqualTo(Reason.METHOD);
        assertThat(refusal(post, 200, "ETag", "\"a\"", "Content-Location", "/form?x"))
                .isEqualTo(Reason.METHOD);
        for (int unsuccessful : new int[] {302, 404, 504}) {
            assertThat(refusal(post, unsuccessful, "Cache-Control", "max-age=10", "Content-Location", "/form?x"))
                    .isEqualTo(Reason.METHOD);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10, no-store|NO_STORE",
                "max-age=10, nO-StOrE|NO_STORE",
                "max-age=10, private|PRIVATE",
                "max-age=10, no-store, must-understand|",
                "max-age=10, private=\"x\"|",
                "max-age=10, no-cache=\"x\"|",
                "max-age=0|EXPIRED",
                "max-age=0, public|EXPIRED",
                "no-cache|NO_VALIDATOR",
                "max-age=10, no-cache|NO_VALIDATOR",
                "public|UNSAID",
                "max-age=0, stale-if-error=10|",
                "max-age=0, stale-if-error=10, must-revalidate|EXPIRED"
            })
    void theResponseSaysWhetherItMayBeStored(String control, @Nullable Reason reason) {
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", control)).isEqualTo(reason);
    }

    @Test
    void whatNobodySaysAnythingOfIsNotStoredForAReasonOfItsOwn() {
        CachePolicy assuming = CachePolicy.DEFAULT.silent(60);
        HttpRequest known = Sample.get("/a.png", "Cookie", "a=b");

        assertThat(silent(CachePolicy.DEFAULT, Sample.get("/a.png"), "image/png"))
                .isEqualTo("unsaid");
        assertThat(silent(CachePolicy.DEFAULT, known, "image/png"))
                .as("it would not be fresh without the cookie either")
                .isEqualTo("unsaid");
        assertThat(silent(assuming, known, "image/png")).isEqualTo("cookie");
        assertThat(silent(assuming, Sample.get("/a.png"), "text/html")).isEqualTo("page");
        assertThat(silent(assuming, Sample.get("/a.png"), "image/png")).isEqualTo("stored");
        assertThat(silent(assuming.cookies(true), known, "image/png")).isEqualTo("stored");
    }

    private static String silent(CachePolicy policy, HttpRequest request, String type) {
        Storable storable =
                new Storing(policy).decide(request, 200, Sample.fields("Content-Type", type), 10, 1_000, 1_000);
        return storable instanceof Storable.Refuse(Reason reason) ? reason.label() : "stored";
    }

    @Test
    void mustUnderstandForbidsStatusesThatWeDoNotKnow() {
        assertThat(refusal(Sample.get("/"), 599, "Cache-Control", "max-age=10, no-store, must-understand"))
                .isEqualTo(Reason.STATUS);
        assertThat(refusal(Sample.get("/"), 599, "Cache-Control", "max-age=10, must-understand"))
                .isEqualTo(Reason.STATUS);
    }

    @Test
    void theRequestMayForbidIt() {
        assertThat(refusal(Sample.get("/", "Cache-Control", "no-store"), 200, "Cache-Control", "max-age=10"))
                .isEqualTo(Reason.REQUEST_NO_STORE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10|AUTHORIZATION",
                "max-age=10, proxy-revalidate|AUTHORIZATION",
                "max-age=10, public|",
                "max-age=10, must-revalidate|",
                "s-maxage=10|"
            })
    void whatWasAnsweredToSomebodyWithCredentialsIsStoredOnlyIfItSaysSo(String control, @Nullable Reason reason) {
        assertThat(refusal(Sample.get("/", "Authorization", "Basic x"), 200, "Cache-Control", control))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10|AUTHORIZATION",
                "max-age=10, must-revalidate|AUTHORIZATION",
                "max-age=10, private|PRIVATE",
                "max-age=10, public|",
                "s-maxage=10|"
            })
    void whatWasAnsweredToSomebodyKnownIsStoredOnlyIfItIsDeclaredForAll(String control, @Nullable Reason reason) {
        HttpRequest request = Sample.get("/");
        request.exchange().identity(_ -> "alice");
        assertThat(refusal(request, 200, "Cache-Control", control)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10|SET_COOKIE",
                "max-age=10, public|",
                "s-maxage=10|",
                "max-age=10, no-cache=\"Set-Cookie\"|"
            })
    void whatSetsACookieIsStoredOnlyIfItSaysThatItIsForAll(String control, @Nullable Reason reason) {
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", control, "Set-Cookie", "id=1"))
                .isEqualTo(reason);
    }

    @Test
    void aCookieIsNeverStored() {
        assertThat(stored("Cache-Control", "public, max-age=10", "Set-Cookie", "id=1", "Set-Cookie2", "x", "A", "1"))
                .hasToString("cache-control: public, max-age=10\na: 1\ndate: Thu, 01 Jan 2026 00:00:00 GMT\n");
    }

    @Test
    void targetedDirectivesDecideAlone() {
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "no-store", "CDN-Cache-Control", "max-age=10"))
                .isNull();
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "max-age=10", "CDN-Cache-Control", "no-store"))
                .isEqualTo(Reason.NO_STORE);
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "max-age=10", "CDN-Cache-Control", "private"))
                .isEqualTo(Reason.PRIVATE);
    }

    @Test
    void whatCanBeValidatedIsStoredThoughItIsNotFresh() {
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "no-cache", "ETag", "\"a\""))
                .isNull();
        assertThat(refusal(Sample.get("/"), 200, "ETag", "\"a\"")).isNull();
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "max-age=0, stale-if-error=5"))
                .isNull();
    }

    @Test
    void fieldsOfTheConnectionAndThoseThatItNamesAreNotStored() {
        Fields fields = stored(
                "Cache-Control",
                "max-age=10",
                "Connection",
                "a, b",
                "a",
                "1",
                "b",
                "2",
                "c",
                "3",
                "Keep-Alive",
                "x",
                "Proxy-Authenticate",
                "x",
                "Proxy-Authentication-Info",
                "x",
                "Proxy-Authorization",
                "x",
                "Proxy-Connection",
                "x",
                "TE",
                "x",
                "Transfer-Encoding",
                "x",
                "Upgrade",
                "x",
                "Date",
                "Thu, 01 Jan 2026 00:00:00 GMT");

        assertThat(fields).hasToString("cache-control: max-age=10\nc: 3\ndate: Thu, 01 Jan 2026 00:00:00 GMT\n");
    }

    @Test
    void fieldsThatNoCacheOrPrivateNameAreNotStored() {
        Fields fields = stored(
                "Cache-Control",
                "no-cache=\"a, b\", private=c",
                "a",
                "1",
                "b",
                "2",
                "c",
                "3",
                "d",
                "4",
                "Cache-Control",
                "max-age=10");

        assertThat(fields.toString()).contains("d: 4").doesNotContain("a: 1", "b: 2", "c: 3");
    }

    @Test
    void fieldsThatNobodyKnowsAreStored() {
        assertThat(stored("Cache-Control", "max-age=10", "X-Anything", "1").toString())
                .contains("x-anything: 1");
    }

    @Test
    void aResponseWithoutDateGetsThatOfItsReceipt() {
        assertThat(stored("Cache-Control", "max-age=10").toString()).contains("date: Thu, 01 Jan 2026 00:00:00 GMT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*, *", ", *", "*, Foo", "Foo, *", "Foo, b a d", "a,b,c,d,e,f,g,h,i"})
    void whatNoRequestIsLikeOrDependsOnTooMuchIsNotStored(String vary) {
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "max-age=10", "Vary", vary))
                .isEqualTo(Reason.VARY);
        assertThat(refusal(Sample.get("/"), 200, "Cache-Control", "max-age=10", "Vary", "", "Vary", vary))
                .isEqualTo(Reason.VARY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"bytes 0-4/10|", "bytes 0-4/*|PARTIAL", "bytes 5-4/10|PARTIAL", "none|PARTIAL"})
    void aPartIsStoredIfItsPlaceIsKnown(String range, @Nullable Reason reason) {
        assertThat(refusal(
                        Sample.get("/", "Range", "bytes=0-4"),
                        206,
                        "Cache-Control",
                        "max-age=10",
                        "Content-Range",
                        range))
                .isEqualTo(reason);
    }

    @Test
    void aPartThatNobodyAskedForOrOfAnotherLengthThanItSaysIsNot() {
        assertThat(refusal(Sample.get("/"), 206, "Cache-Control", "max-age=10", "Content-Range", "bytes 0-4/10"))
                .isEqualTo(Reason.PARTIAL);
        Fields fields = Sample.fields("Cache-Control", "max-age=10", "Content-Range", "bytes 4-9/10");
        assertThat(new Storing(CachePolicy.DEFAULT)
                        .decide(Sample.get("/", "Range", "bytes=-5"), 206, fields, 5, NOW, NOW))
                .isEqualTo(new Storable.Refuse(Reason.PARTIAL));
    }

    @Test
    void labelsAreThoseOfItsGroupsAndTags() {
        Storable.Store store = (Storable.Store) decide(
                Sample.get("/"),
                200,
                "Cache-Control",
                "max-age=10",
                "Cache-Groups",
                "\"g\", \"h i\"",
                "Cache-Tag",
                "t1, t2",
                "Surrogate-Key",
                "k1 k2");

        assertThat(store.labels().groups())
                .containsExactlyInAnyOrder("https://example.org g", "https://example.org h i");
        assertThat(store.labels().tags()).containsExactlyInAnyOrder("t1", "t2", "k1", "k2");
        assertThat(Labels.of("x", Sample.fields("Cache-Groups", "token"))).isEqualTo(Labels.NONE);
    }

    @Test
    void labelsAreBounded() {
        String many = java.util.stream.IntStream.range(0, 500)
                .mapToObj(i -> "t" + i)
                .collect(java.util.stream.Collectors.joining(","));

        assertThat(Labels.of("x", Sample.fields("Cache-Tag", many)).tags()).hasSize(Labels.COUNT_MAX);
        assertThat(Labels.of("x", Sample.fields("Cache-Tag", "a".repeat(2_000))))
                .isEqualTo(Labels.NONE);
    }
}
