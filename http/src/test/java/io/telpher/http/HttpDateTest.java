package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TimeZone;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final long THEN = 784_111_777;
    private static final long NOW = 1_767_225_600;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "SUN, 06 nov 1994 08:49:37 gMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994"
            })
    void allThreeFormsAreReadInAnyCase(String text) {
        assertThat(HttpDate.seconds(text)).isEqualTo(THEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "Thu, 18 Aug 2050 02:01:18 UTC",
                "Thu, 18 Aug 2050 02:01:18 AEST",
                "Thu, 18 Aug 50 02:01:18 GMT",
                "Thu 18 Aug 2050 02:01:18 GMT",
                "Thu, 18  Aug  2050 02:01:18 GMT",
                "Thu, 18-Aug-2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 02.01.18 GMT",
                "Thu, 18 Aug 2050 2:01:18 GMT",
                "Thu, 31 Feb 2050 02:01:18 GMT",
                "Thu, 18 Aug 2050 24:01:18 GMT",
                "Xyz, 18 Aug 2050 02:01:18 GMT",
                "Thursday, 18-Aug-50 02:01:18 XXX",
                ", 18-Aug-50 02:01:18 GMT"
            })
    void whatIsNoDateIsNone(String text) {
        assertThat(HttpDate.seconds(text)).isNull();
    }

    @Test
    void theProcesssTimeZoneChangesNothing() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(HttpDate.seconds("Thu, 01 Jan 1970 00:00:10 GMT")).isEqualTo(10L);
            assertThat(HttpDate.text(10)).isEqualTo("Thu, 01 Jan 1970 00:00:10 GMT");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aYearOfTwoDigitsMoreThanFiftyYearsAheadIsOfTheCenturyBefore() {
        assertThat(HttpDate.seconds("Thursday, 18-Aug-50 02:01:18 GMT", NOW))
                .isEqualTo(HttpDate.seconds("Thu, 18 Aug 2050 02:01:18 GMT"));
        assertThat(HttpDate.seconds("Thursday, 18-Aug-77 02:01:18 GMT", NOW))
                .isEqualTo(HttpDate.seconds("Thu, 18 Aug 1977 02:01:18 GMT"));
        long late = 4_070_908_800L; // 2099
        assertThat(HttpDate.seconds("Thursday, 18-Aug-10 02:01:18 GMT", late))
                .isEqualTo(HttpDate.seconds("Thu, 18 Aug 2110 02:01:18 GMT"));
    }

    @Property
    void whatIsWrittenIsRead(@ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long seconds) {
        assertThat(HttpDate.seconds(HttpDate.text(seconds))).isEqualTo(seconds);
    }

    @Property
    void readingIsTotal(@ForAll String text, @ForAll long now) {
        HttpDate.seconds(text, now);
    }
}
