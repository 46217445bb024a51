package io.telpher.httpnetty.loop.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairnessTest {
    private static final long NOW = -5_000_000_000L; // the clock begins anywhere

    private final Fairness fairness = new Fairness();

    private boolean moves(long longerNanos, long now) {
        return fairness.moves(now, now - longerNanos, now);
    }

    @Test
    void placesStayWhereAllWaitAboutAsLong() {
        assertThat(moves(0, NOW)).isFalse();
        assertThat(moves(Fairness.UNFAIR_NANOS - 1, NOW)).isFalse();
    }

    @Test
    void aPlaceMovesToWhoHasWaitedMuchLonger() {
        assertThat(moves(Fairness.UNFAIR_NANOS, NOW)).isTrue();
    }

    @Test
    void placesMoveOneAtATime() {
        assertThat(moves(Fairness.UNFAIR_NANOS, NOW)).isTrue();
        assertThat(moves(Fairness.UNFAIR_NANOS, NOW + Fairness.EACH_NANOS - 1)).isFalse();
        assertThat(moves(Fairness.UNFAIR_NANOS, NOW + Fairness.EACH_NANOS)).isTrue();
    }
}
