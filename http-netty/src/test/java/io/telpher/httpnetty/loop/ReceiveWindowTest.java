package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
    private static final int TARGET = 1 << 20;

    private final ReceiveWindow window = new ReceiveWindow(TARGET, TARGET);

    private int open() {
        return ReceiveWindow.FIRST_BYTES + window.grant();
    }

    @Test
    void theFirstGrantWidensWhatEveryConnectionBeginsWith() {
        assertThat(open()).isEqualTo(TARGET);
        assertThat(window.grant()).isZero();
    }

    @Test
    void littleIsNotGrantedAgainUntilItIsWorthAFrame() {
        open();
        assertThat(window.arrive(TARGET / 2 - 1)).isTrue();
        assertThat(window.grant()).isZero();
        assertThat(window.arrive(1)).isTrue();
        assertThat(window.grant()).isEqualTo(TARGET / 2);
    }

    @Test
    void moreThanWasGrantedIsAFault() {
        open();
        assertThat(window.arrive(TARGET)).isTrue();
        assertThat(window.arrive(1)).isFalse();
    }

    @Test
    void aSlowStreamDoesNotNarrowItForTheOthers() {
        open();
        window.arrive(TARGET); // and nobody takes it
        assertThat(window.grant()).isEqualTo(TARGET);
    }

    @Test
    void beyondWhatMayWaitItNarrowsUntilSomethingIsTaken() {
        open();
        window.arrive(TARGET);
        window.grant();
        window.arrive(TARGET);
        assertThat(window.held()).isEqualTo(2 * TARGET);
        assertThat(window.grant()).isZero();
        window.pass(2 * TARGET);
        assertThat(window.grant()).isEqualTo(TARGET);
    }
}
