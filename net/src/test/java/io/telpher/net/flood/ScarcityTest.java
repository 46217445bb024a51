package io.telpher.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScarcityTest {
    private final Scarcity scarcity = new Scarcity();

    @Test
    void itBeginsAt95PercentAndEndsBelow90() {
        assertThat(scarcity.judge(949, 1000)).isFalse();
        assertThat(scarcity.judge(950, 1000)).isTrue();
        assertThat(scarcity.judge(901, 1000)).isTrue();
        assertThat(scarcity.judge(899, 1000)).isFalse();
        assertThat(scarcity.judge(940, 1000)).isFalse();
    }

    @Test
    void whatIsNotKnownIsNotScarce() {
        assertThat(scarcity.judge(-1, 1000)).isFalse();
        assertThat(scarcity.judge(10, -1)).isFalse();
    }
}
