package io.telpher.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortageTest {
    private static final long SECOND = 1_000_000_000L;

    private final Shortage shortage = new Shortage(Resource.DESCRIPTORS);

    @Test
    void itGetsWorseAtOnce() {
        assertThat(shortage.judge(0.84, 0)).isEqualTo(Level.CALM);
        assertThat(shortage.judge(0.85, 0)).isEqualTo(Level.TIGHT);
        assertThat(shortage.judge(0.95, 0)).isEqualTo(Level.SCARCE);
    }

    @Test
    void itMayGetWorseByTwoLevels() {
        assertThat(shortage.judge(1.0, 0)).isEqualTo(Level.SCARCE);
    }

    @Test
    void itGetsBetterByALevelWhenItHasRestedBelowTheMark() {
        shortage.judge(0.96, 0);
        assertThat(shortage.judge(0.5, SECOND)).isEqualTo(Level.SCARCE);
        assertThat(shortage.judge(0.5, 3 * SECOND - 1)).isEqualTo(Level.SCARCE);
        assertThat(shortage.judge(0.5, 3 * SECOND)).isEqualTo(Level.TIGHT);
        assertThat(shortage.judge(0.5, 5 * SECOND - 1)).isEqualTo(Level.TIGHT);
        assertThat(shortage.judge(0.5, 5 * SECOND)).isEqualTo(Level.CALM);
        assertThat(shortage.judge(0.5, 50 * SECOND)).isEqualTo(Level.CALM);
    }

    @Test
    void whoIsJustBelowTheMarkDoesNotRest() {
        shortage.judge(0.96, 0);
        for (int second = 1; second < 60; second++) {
            assertThat(shortage.judge(0.91, second * SECOND)).isEqualTo(Level.SCARCE);
        }
    }

    @Test
    void aMomentAboveTheMarkBeginsTheRestAnew() {
        shortage.judge(0.96, 0);
        shortage.judge(0.5, SECOND);
        shortage.judge(0.92, 2 * SECOND);
        assertThat(shortage.judge(0.5, 4 * SECOND)).isEqualTo(Level.SCARCE);
        assertThat(shortage.judge(0.5, 6 * SECOND)).isEqualTo(Level.TIGHT);
    }

    @Test
    void whatIsNotKnownIsNotShort() {
        assertThat(shortage.judge(-1, 0)).isEqualTo(Level.CALM);
    }
}
