package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.FieldName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaleTest {
    private final SampleCache cache = new SampleCache();

    private SampleCache.Got staleWhileAway(double seconds, String control, String... fields) {
        cache.origin(200, "old", "Cache-Control", control, "ETag", "\"a\"");
        cache.get("/");
        cache.away = true;
        return cache.after(seconds).get("/", fields);
    }

    @Test
    void itIsServedWhileItIsValidated() {
        cache.origin(200, "old", "Cache-Control", "max-age=1, stale-while-revalidate=3600", "ETag", "\"a\"");
        cache.get("/");
        cache.origin(200, "new", "Cache-Control", "max-age=3600", "ETag", "\"b\"");
        SampleCache.Got got = cache.after(5).get("/");

        assertThat(got.hit()).isTrue();
        assertThat(got.content()).isEqualTo("old");
        assertThat(cache.lastAsked().fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"a\"");
        assertThat(cache.get("/").content()).isEqualTo("new");
    }

    @Test
    void butNotBeyondItsWindow() {
        cache.origin(200, "old", "Cache-Control", "max-age=1, stale-while-revalidate=4", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.after(5.001).get("/").hit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache"})
    void norWhereItSaysThatItMustBeValidated(String directive) {
        cache.origin("Cache-Control", "max-age=1, stale-while-revalidate=100, " + directive, "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.after(5).get("/").hit()).isFalse();
    }

    @Test
    void whatItSaysItselfComesBeforeWhatSMaxageImplies() {
        cache.origin("Cache-Control", "s-maxage=1, stale-while-revalidate=100", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.after(5).get("/").hit()).isTrue();
    }

    @Test
    void whoeverWantsItFreshWaits() {
        cache.origin("Cache-Control", "max-age=1, stale-while-revalidate=100", "ETag", "\"a\"");
        cache.get("/");
        cache.after(5);

        assertThat(cache.get("/", "Cache-Control", "max-age=60").hit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=2|200",
                "max-age=2, stale-if-error=60|200",
                "max-age=2, stale-if-error=1|502",
                "max-age=2, must-revalidate|502",
                "max-age=2, proxy-revalidate|502",
                "max-age=2, no-cache|502",
                "max-age=2, s-maxage=2|502",
                "s-maxage=2, stale-if-error=60|200"
            })
    void withoutAnOriginItIsServedUnlessThatIsForbidden(String control, int status) {
        assertThat(staleWhileAway(6, control).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=2|no-store|200",
                "max-age=2|max-age=60|502",
                "max-age=2|max-age=0|502",
                "max-age=2|min-fresh=1|502",
                "max-age=2|max-stale=1|502",
                "max-age=2|max-age=1, max-stale=60|200",
                "max-age=2|max-age=0, stale-if-error=60|200",
                "max-age=2|no-cache|502",
                "max-age=2|no-cache, max-stale|502",
                "max-age=2|no-cache, stale-if-error=60|200",
                "max-age=2, stale-if-error=60|max-age=0|200",
                "max-age=2, stale-if-error=60|no-cache|502",
                "max-age=2, must-revalidate|max-age=1, max-stale|502",
                "max-age=60|max-age=0|200",
                "max-age=60|no-cache|502"
            })
    void whoeverNamesAFreshnessGetsWhatIsStaleOnlyByTheOriginsWordOrHisOwn(String control, String asked, int status) {
        assertThat(staleWhileAway(6, control, "Cache-Control", asked).status()).isEqualTo(status);
    }

    @Test
    void theOperatorMayHaveClientsNotCount() {
        cache.policy(CachePolicy.DEFAULT.clients(false));
        assertThat(staleWhileAway(6, "max-age=2", "Cache-Control", "no-cache").status())
                .isEqualTo(200);
    }

    @Test
    void whoeverWantsNothingUnvalidatedIsToldOfAnError() {
        cache.origin(200, "old", "Cache-Control", "max-age=1, stale-if-error=60", "ETag", "\"a\"");
        cache.get("/");
        cache.origin(500, "trouble");
        cache.after(5);

        assertThat(cache.get("/", "Pragma", "no-cache").content()).isEqualTo("trouble");
        assertThat(cache.get("/", "Cache-Control", "max-age=0").content()).isEqualTo("old");
    }

    @Test
    void butNotForLongerThanTheOperatorAllows() {
        assertThat(staleWhileAway(2 + 3_600, "max-age=2").status()).isEqualTo(200);
        assertThat(cache.after(1).get("/").status()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=2, stale-if-error=60|500|200",
                "max-age=2, stale-if-error=60|502|200",
                "max-age=2, stale-if-error=60|503|200",
                "max-age=2, stale-if-error=60|504|200",
                "max-age=2, stale-if-error=60|404|404",
                "max-age=2, stale-if-error=60|501|501",
                "max-age=2, stale-if-error=1|500|500",
                "max-age=2|503|503",
                "max-age=2, stale-if-error=60, must-revalidate|503|503"
            })
    void anErrorIsHiddenByItWhereItSaysSo(String control, int error, int status) {
        cache.origin(200, "old", "Cache-Control", control, "ETag", "\"a\"");
        cache.get("/");
        cache.origin(error, "trouble");
        SampleCache.Got got = cache.after(5).get("/");

        assertThat(got.status()).isEqualTo(status);
        assertThat(got.content()).isEqualTo(status == 200 ? "old" : "trouble");
    }

    @Test
    void theClientMaySaySoAsWell() {
        cache.origin(200, "old", "Cache-Control", "max-age=1", "ETag", "\"a\"");
        cache.get("/");
        cache.origin(500, "trouble");
        cache.after(5);

        assertThat(cache.get("/", "Cache-Control", "stale-if-error=3600").content())
                .isEqualTo("old");
        assertThat(cache.get("/", "Cache-Control", "stale-if-error=1").content())
                .isEqualTo("trouble");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10|max-stale=20|true",
                "max-age=10|max-stale|true",
                "max-age=10|max-stale=10|false",
                "max-age=10|max-stale=20, max-age=5|false",
                "max-age=10, must-revalidate|max-stale|false",
                "s-maxage=10|max-stale|false",
                "max-age=10, no-cache|max-stale|false"
            })
    void theClientMayTakeItUnlessTheOriginForbids(String control, String asked, boolean hit) {
        cache.origin("Cache-Control", control, "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.after(25).get("/", "Cache-Control", asked).hit()).isEqualTo(hit);
    }

    @Test
    void itSaysThatItIsStaleByItsAge() {
        SampleCache.Got got = staleWhileAway(6, "max-age=2");

        assertThat(got.field("age")).isEqualTo("6");
        assertThat(got.cacheStatus()).isEqualTo("test; hit; ttl=-4; detail=stale");
    }

    @Test
    void whatIsPurgedSoftlyIsStaleFromThenOn() {
        StoredMeta meta = meta("max-age=100, stale-while-revalidate=10");
        long then = SampleCache.START_MILLIS + 5_000;

        assertThat(meta.staleFrom(then).fresh(then)).isFalse();
        assertThat(meta.staleFrom(then).remainingMillis(then)).isZero();
        assertThat(meta.invalidated().fresh(then)).isFalse();
    }

    private static StoredMeta meta(String control) {
        long now = SampleCache.START_MILLIS;
        return ((Storable.Store) new Storing(CachePolicy.DEFAULT)
                        .decide(Sample.get("/"), 200, Sample.fields("Cache-Control", control), 1, now, now))
                .meta();
    }
}
