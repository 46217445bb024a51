package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.FieldName;
import io.telpher.http.HttpDate;
import io.telpher.http.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecidingTest {
    private static final String PAST = "Wed, 31 Dec 2025 23:00:00 GMT";
    private final SampleCache cache = new SampleCache();

    private String date(long seconds) {
        return HttpDate.text(SampleCache.START_MILLIS / 1_000 + seconds);
    }

    private boolean hit(String... fields) {
        return cache.get("/", fields).hit();
    }

    @Test
    void whatIsUsedHasAnAgeAndItsOwnDate() {
        cache.origin("Cache-Control", "max-age=600", "Age", "30", "Date", date(0), "Expires", date(600));
        cache.get("/");
        SampleCache.Got got = cache.after(3).get("/");

        assertThat(got.field("age")).isEqualTo("33");
        assertThat(got.field("date")).isEqualTo(date(0));
        assertThat(got.field("expires")).isEqualTo(date(600));
        assertThat(got.content()).isEqualTo("content");
    }

    @Test
    void aHeadIsAnsweredByTheResponseOfAGet() {
        cache.origin("Cache-Control", "max-age=600");
        cache.get("/");
        SampleCache.Got got = cache.call(Sample.request(Method.HEAD, "/", ""));

        assertThat(got.hit()).isTrue();
        assertThat(got.content()).isEmpty();
    }

    @Test
    void aQueryIsAnsweredByThatOfTheSameContent() {
        cache.origin("Cache-Control", "max-age=600");
        cache.call(Sample.request(Method.QUERY, "/", "a"));

        assertThat(cache.call(Sample.request(Method.QUERY, "/", "a")).hit()).isTrue();
        assertThat(cache.call(Sample.request(Method.QUERY, "/", "b")).hit()).isFalse();
        assertThat(hit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "M-SEARCH"})
    void otherMethodsAreWrittenThrough(String method) {
        cache.origin("Cache-Control", "max-age=600");
        cache.get("/");

        assertThat(cache.call(Sample.request(Method.of(method), "/", "")).hit()).isFalse();
        assertThat(cache.lastAsked().method()).isEqualTo(Method.of(method));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=0|false",
                "max-age=10|false",
                "max-age=20|true",
                "min-fresh=100|false",
                "min-fresh=80|true",
                "no-cache|false",
                "no-store|true",
                "only-if-cached|true",
                "unknown|true",
                "max-age=x|false"
            })
    void aClientGetsNothingOlderThanItWants(String control, boolean hit) {
        cache.origin("Cache-Control", "max-age=100");
        cache.get("/");
        cache.after(15);

        assertThat(hit("Cache-Control", control)).isEqualTo(hit);
    }

    @Test
    void clientsDecideNothingWhereTheOperatorSaysSo() {
        cache.policy(CachePolicy.DEFAULT.clients(false)).origin("Cache-Control", "max-age=100");
        cache.get("/");

        assertThat(hit("Cache-Control", "no-cache")).isTrue();
        assertThat(cache.get("/other", "Cache-Control", "only-if-cached").status())
                .isEqualTo(504);
    }

    @Test
    void aClientThatTakesOnlyWhatIsStoredIsNotLetThrough() {
        assertThat(cache.get("/", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
        assertThat(cache.asked).isEmpty();
        cache.origin("Cache-Control", "max-age=10");
        cache.get("/");
        cache.after(20);
        assertThat(cache.get("/", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
    }

    @Test
    void pragmaIsNoCacheOfOldClients() {
        cache.origin("Cache-Control", "max-age=100");
        cache.get("/");

        assertThat(hit("Pragma", "no-cache")).isFalse();
        assertThat(hit("Pragma", "extension")).isTrue();
    }

    @Test
    void whatIsImmutableIsNotReloadedWhileItIsFresh() {
        cache.origin("Cache-Control", "max-age=100, immutable", "ETag", "\"a\"");
        cache.get("/");

        assertThat(hit("Cache-Control", "max-age=0")).isTrue();
        assertThat(hit("Cache-Control", "no-cache")).isFalse();
        cache.after(200);
        assertThat(hit()).isFalse();
    }

    @Test
    void whatIsNeverUsedUnaskedIsValidated() {
        cache.origin("Cache-Control", "max-age=100, no-cache", "ETag", "\"a\"");
        cache.get("/");

        assertThat(hit()).isFalse();
        assertThat(cache.lastAsked().fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "W/\"a\"", "\"x\", \"a\"", "\"a\", \"x\"", "\"x,y\",\"a\", \"z\"", "*"})
    void whoeverHasItAlreadyIsToldSo(String tags) {
        cache.origin(
                "Cache-Control", "max-age=100", "ETag", "\"a\"", "Last-Modified", PAST, "Content-Type", "text/plain");
        cache.get("/");
        SampleCache.Got got =
                cache.get("/", "If-None-Match", tags, "If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT");

        assertThat(got.status()).isEqualTo(304);
        assertThat(got.hit()).isTrue();
        assertThat(got.content()).isEmpty();
        assertThat(got.field("etag")).isEqualTo("\"a\"");
        assertThat(got.field("cache-control")).isEqualTo("max-age=100");
        assertThat(got.field("content-type")).isNull();
    }

    @Test
    void tagsComeBeforeDates() {
        cache.origin("Cache-Control", "max-age=100", "ETag", "\"a\"", "Last-Modified", PAST);
        cache.get("/");

        assertThat(cache.get("/", "If-None-Match", "\"b\"", "If-Modified-Since", PAST)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 31 Dec 2025 23:00:00 GMT|304",
                "Wed, 31 Dec 2025 23:30:00 GMT|304",
                "Wednesday, 31-Dec-25 23:00:00 GMT|304",
                "Wed, 31 Dec 2025 22:59:59 GMT|200",
                "yesterday|200"
            })
    void datesAreCompared(String since, int status) {
        cache.origin("Cache-Control", "max-age=100", "Last-Modified", PAST);
        cache.get("/");

        assertThat(cache.get("/", "If-Modified-Since", since).status()).isEqualTo(status);
    }

    @Test
    void withoutLastModifiedTheDateIsCompared() {
        cache.origin("Cache-Control", "max-age=100");
        cache.get("/");

        assertThat(cache.get("/", "If-Modified-Since", date(0)).status()).isEqualTo(304);
        assertThat(cache.get("/", "If-Modified-Since", date(-1)).status()).isEqualTo(200);
    }

    @Test
    void conditionsOfErrorsAreNotJudged() {
        cache.origin(404, "", "Cache-Control", "max-age=100", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.get("/", "If-None-Match", "\"a\"").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match", "If-Unmodified-Since"})
    void conditionsThatOnlyAnOriginCanJudgeGoToIt(String name) {
        cache.origin("Cache-Control", "max-age=100", "ETag", "\"a\"");
        cache.get("/");

        assertThat(hit(name, "\"a\"")).isFalse();
    }

    @Test
    void aClientsConditionsGoOnIfNothingIsStored() {
        cache.get("/", "If-None-Match", "\"x\"");

        assertThat(cache.lastAsked().fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"x\"");
    }
}
