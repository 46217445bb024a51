package io.telpher.httpnetty.loop.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdditiesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    private final Oddities oddities = new Oddities();

    private int borne(Oddity kind, long now) {
        int borne = 0;
        while (borne < 10_000 && oddities.bear(kind, now)) {
            borne++;
        }
        return borne;
    }

    @ParameterizedTest
    @EnumSource(Oddity.class)
    void aMinutesWorthIsBorneAtOnceAndNotOneMore(Oddity kind) {
        assertThat(borne(kind, 0)).isEqualTo(kind.perMinute());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 30 * SECOND, Long.MIN_VALUE, -MINUTE / 2})
    void aMinuteLaterAsManyAreBorneAgainWheneverTheClockBegan(long start) {
        borne(Oddity.RESET, start);
        assertThat(borne(Oddity.RESET, start + MINUTE)).isEqualTo(Oddity.RESET.perMinute());
    }

    @Test
    void whoKeepsToTheRateIsBorneForEver() {
        long step = MINUTE / Oddity.SETTINGS.perMinute();
        for (int i = 0; i < 1000; i++) {
            assertThat(oddities.bear(Oddity.SETTINGS, i * step)).isTrue();
        }
    }

    @Test
    void aLongRestEarnsNoMoreThanAMinutesWorth() {
        oddities.bear(Oddity.PING, 0);
        assertThat(borne(Oddity.PING, 60 * MINUTE)).isEqualTo(Oddity.PING.perMinute());
    }

    @Test
    void oneKindDoesNotUseUpAnother() {
        borne(Oddity.RESET, 0);
        assertThat(oddities.bear(Oddity.PING, 0)).isTrue();
    }

    @Test
    void whatIsExplainedCountsForNothing() {
        oddities.explain(Oddity.WINDOW, 50);
        for (int i = 0; i < 50; i++) {
            oddities.bear(Oddity.WINDOW, 0);
        }
        assertThat(oddities.total()).isZero();
        assertThat(borne(Oddity.WINDOW, 0)).isEqualTo(Oddity.WINDOW.perMinute());
    }

    @Test
    void muchTrafficDoesNotExplainAFlood() {
        for (int i = 0; i < 1_000_000; i++) {
            oddities.explain(Oddity.PING, 1);
        }
        assertThat(borne(Oddity.PING, 0)).isLessThan(200);
    }

    @Test
    void aPeerThatIsSentMuchMayOpenItsWindowsAsOften() {
        for (int i = 0; i < 100; i++) {
            oddities.explain(Oddity.WINDOW, 500);
        }
        assertThat(borne(Oddity.WINDOW, 0)).isEqualTo(10_000);
    }

    @Test
    void theTotalIsThatOfAllKinds() {
        oddities.bear(Oddity.RESET, 0);
        oddities.bear(Oddity.PING, 0);
        assertThat(oddities.total()).isEqualTo(2);
    }
}
