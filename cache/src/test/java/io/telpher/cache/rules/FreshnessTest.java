package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.HttpDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
    private final SampleCache cache = new SampleCache();

    private String date(long seconds) {
        return HttpDate.text(SampleCache.START_MILLIS / 1_000 + seconds);
    }

    private boolean hitAfter(double seconds) {
        cache.get("/");
        return cache.after(seconds).get("/").hit();
    }

    @Test
    void aResponseIsFreshUntilItsAgeIsItsLifetime() {
        cache.origin("Cache-Control", "max-age=10");
        cache.get("/");

        assertThat(cache.after(9.999).get("/").hit()).isTrue();
        assertThat(cache.after(0.001).get("/").hit()).isFalse();
    }

    @Test
    void sMaxageComesBeforeMaxAge() {
        cache.origin("Cache-Control", "max-age=3600, s-maxage=1");
        assertThat(hitAfter(2)).isFalse();
        cache.stored.clear();
        cache.origin("Cache-Control", "s-maxage=3600, max-age=1");
        assertThat(hitAfter(2)).isTrue();
    }

    @Test
    void maxAgeComesBeforeExpires() {
        cache.origin("Cache-Control", "max-age=3600", "Expires", date(-10_000), "Date", date(0));
        assertThat(hitAfter(2)).isTrue();
        cache.stored.clear();
        cache.origin("Cache-Control", "max-age=0", "Expires", date(10_000), "Date", date(0));
        assertThat(hitAfter(0)).isFalse();
    }

    @Test
    void expiresCountsFromTheResponsesOwnDate() {
        cache.origin("Expires", date(1_000), "Date", date(990));
        assertThat(hitAfter(9)).isTrue();
        assertThat(cache.after(1).get("/").hit()).isFalse();
    }

    @Test
    void expiresCountsFromItsReceiptIfItHasNoDateThatCanBeRead() {
        cache.origin("Expires", date(10), "Date", "foo");
        assertThat(hitAfter(9)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "Thu, 18 Aug 2050 02:01:18 UTC",
                "Thu, 18 Aug 50 02:01:18 GMT",
                "Thu, 18 Aug 2050 2:01:18 GMT"
            })
    void anExpiresThatIsNoDateIsInThePast(String text) {
        cache.origin("Expires", text, "ETag", "\"a\"");
        assertThat(hitAfter(0)).isFalse();
    }

    @Test
    void severalDifferentExpiresAreInThePast() {
        cache.origin("Expires", date(1_000), "Expires", date(1_001));
        assertThat(hitAfter(0)).isFalse();
    }

    @Test
    void anExpiresFarAheadIsALongTime() {
        cache.origin("Expires", "Sun, 21 Nov 2286 04:46:39 GMT");
        assertThat(hitAfter(3_600)).isTrue();
        cache.stored.clear();
        cache.origin("Expires", "Thursday, 18-Aug-50 02:01:18 GMT");
        assertThat(hitAfter(3_600)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "2147483648, false", "99999999999999999999, false"})
    void theAgeThatOthersToldCounts(String age, boolean hit) {
        cache.origin("Cache-Control", "max-age=10", "Age", age);
        assertThat(hitAfter(0)).isEqualTo(hit);
    }

    @Test
    void anAgeThatIsNoNumberIsIgnored() {
        cache.origin("Cache-Control", "max-age=10", "Age", "abc");
        assertThat(hitAfter(9)).isTrue();
    }

    @Test
    void theDateTellsAnAgeThatNobodyTold() {
        cache.origin("Cache-Control", "max-age=10", "Date", date(-8));
        assertThat(hitAfter(1)).isTrue();
        assertThat(cache.after(1).get("/").hit()).isFalse();
    }

    @Test
    void aDateAheadOfOursIsNoNegativeAge() {
        cache.origin("Cache-Control", "max-age=10", "Date", date(1_000));
        assertThat(hitAfter(10)).isFalse();
    }

    @Test
    void theTimeThatTheResponseTookIsPartOfItsAge() {
        cache.origin("Cache-Control", "max-age=10", "Age", "3");
        cache.delayMillis = 5_000;
        cache.get("/");
        cache.delayMillis = 0;
        assertThat(cache.get("/").field("age")).isEqualTo("8");
        assertThat(cache.after(2).get("/").hit()).isFalse();
    }

    @Test
    void aResponseOfOneSecondLivesAllOfIt() {
        cache.origin("Cache-Control", "max-age=1");
        cache.after(0.9);
        assertThat(hitAfter(0.9)).isTrue();
    }

    @Test
    void nothingIsFreshIfTheClockSaysThatItComesFromTheFuture() {
        cache.origin("Cache-Control", "max-age=3600", "ETag", "\"a\"");
        assertThat(hitAfter(-0.5)).isTrue();
        assertThat(cache.after(-60).get("/").hit()).isFalse();
    }

    @Test
    void targetedFreshnessTakesThePlaceOfTheOther() {
        cache.origin("Cache-Control", "max-age=1", "CDN-Cache-Control", "max-age=3600");
        assertThat(hitAfter(2)).isTrue();
        cache.stored.clear();
        cache.origin("CDN-Cache-Control", "max-age=0", "Expires", date(10_000), "Date", date(0));
        assertThat(hitAfter(0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
    void statusesThatMayBeFreshForATenthOfTheirAgeAre(int status) {
        cache.origin(status, "", "Last-Modified", date(-1_000));
        assertThat(hitAfter(99)).isTrue();
        assertThat(cache.after(1).get("/").hit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 302, 303, 307, 400, 403, 500, 502, 503, 504, 599})
    void otherStatusesAreNotUnlessTheyArePublic(int status) {
        cache.origin(status, "", "Last-Modified", date(-86_400));
        assertThat(hitAfter(0)).isFalse();
        cache.stored.clear();
        cache.origin(status, "", "Last-Modified", date(-86_400), "Cache-Control", "public");
        assertThat(hitAfter(0)).isTrue();
    }

    @Test
    void theHeuristicHasALimitAndNeedsADateInThePast() {
        cache.origin("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(hitAfter(86_399)).isTrue();
        assertThat(cache.after(1).get("/").hit()).isFalse();
        cache.stored.clear();
        cache.origin("Last-Modified", date(1_000_000));
        assertThat(hitAfter(0)).isFalse();
    }

    @Test
    void theHeuristicDoesNotHoldForWhoeverShowedACookie() {
        cache.origin("Last-Modified", date(-86_400));
        cache.get("/", "Cookie", "id=1");
        assertThat(cache.get("/").hit()).isFalse();
    }

    @Test
    void withoutAnyWordNothingIsFresh() {
        cache.origin();
        assertThat(hitAfter(0)).isFalse();
    }

    @Test
    void statusesHaveTheirTimesWhereTheOperatorSaysSo() {
        cache.policy(CachePolicy.DEFAULT.negative(Map.of(404, 10L, 503, 1L)));
        cache.origin(404, "");
        assertThat(hitAfter(9)).isTrue();
        assertThat(cache.after(1).get("/").hit()).isFalse();
        cache.stored.clear();
        cache.origin(404, "", "Cache-Control", "max-age=100");
        assertThat(hitAfter(99)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMAGE|604800|public, max-age=604800",
                "VERSIONED|604800|public, max-age=604800, immutable",
                "VIDEO|2592000|public, max-age=2592000",
                "API|300|public, max-age=300",
                "PRICE|60|public, max-age=60",
                "LIVE_PRICE|1|public, max-age=1"
            })
    void presetsHoldWhereTheOriginSaysNothing(Preset preset, long seconds, String cacheControl) {
        assertThat(preset.cacheControl()).isEqualTo(cacheControl);
        cache.policy(CachePolicy.DEFAULT.with(preset)).origin();
        assertThat(hitAfter(seconds - 0.1)).isTrue();
        assertThat(cache.after(0.1).get("/").hit()).isFalse();
    }

    @Test
    void aPartIsAsFreshAsTheWholeWouldBe() {
        cache.policy(CachePolicy.DEFAULT.silent(60)).origin(200, "0123456789");
        cache.get("/", "Range", "bytes=0-4");

        assertThat(cache.after(59).get("/", "Range", "bytes=1-2").hit()).isTrue();
        assertThat(cache.after(1).get("/", "Range", "bytes=1-2").hit()).isFalse();
    }

    @Test
    void whatBelongsToAUserIsNeverFresh() {
        cache.policy(CachePolicy.DEFAULT.with(Preset.USER)).origin();
        assertThat(hitAfter(0)).isFalse();
        assertThat(Preset.USER.cacheControl()).isEqualTo("private, no-store");
    }
}
