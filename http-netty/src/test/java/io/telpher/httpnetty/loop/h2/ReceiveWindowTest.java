package io.telpher.httpnetty.loop.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.loop.Holdings;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
    private static final int WIDE = 1 << 20;
    private static final int FIRST = ReceiveWindow.FIRST_BYTES;
    private static final int HALF = FIRST / 2 + 1;

    private final Holdings holdings = new Holdings(WIDE);
    private final ReceiveWindow window = new ReceiveWindow(WIDE, holdings);

    /** Uses what every connection begins with, so that it becomes wide. */
    private void widen() {
        window.arrive(HALF);
        window.pass(HALF);
        assertThat(window.grant()).isEqualTo(WIDE - FIRST + HALF);
    }

    @Test
    void aConnectionThatIsNotUsedHasWhatEveryConnectionBeginsWith() {
        assertThat(window.grant()).isZero();
        window.arrive(FIRST / 2 - 1);
        assertThat(window.grant()).isZero();
    }

    @Test
    void oneThatIsUsedBecomesWide() {
        widen();
        assertThat(window.grant()).isZero();
    }

    @Test
    void littleIsNotGrantedAgainUntilItIsWorthAFrame() {
        widen();
        assertThat(window.arrive(WIDE / 2 - 1)).isTrue();
        window.pass(WIDE / 2 - 1);
        assertThat(window.grant()).isZero();
        assertThat(window.arrive(1)).isTrue();
        window.pass(1);
        assertThat(window.grant()).isEqualTo(WIDE / 2);
    }

    @Test
    void moreThanWasGrantedIsAFault() {
        widen();
        assertThat(window.arrive(WIDE)).isTrue();
        assertThat(window.arrive(1)).isFalse();
    }

    @Test
    void aSlowStreamLeavesTheOthersWhatEveryConnectionBeginsWith() {
        widen();
        window.arrive(WIDE); // and nobody takes it
        assertThat(window.grant()).isEqualTo(FIRST);
        for (int i = 0; i < 100; i++) {
            window.arrive(FIRST);
            window.pass(FIRST);
            assertThat(window.grant()).isEqualTo(FIRST);
        }
    }

    @Test
    void beyondWhatMayWaitItNarrowsUntilSomethingIsTaken() {
        widen();
        window.arrive(WIDE);
        window.grant();
        window.arrive(FIRST);
        assertThat(window.held()).isEqualTo(WIDE + FIRST);
        assertThat(window.grant()).isZero();
        window.pass(WIDE + FIRST);
        assertThat(window.grant()).isEqualTo(WIDE);
    }

    @Test
    void whereTheLoopHasNoRoomItStaysNarrowAndStillLetsThePassedBytesComeAgain() {
        ReceiveWindow other = new ReceiveWindow(WIDE, holdings);
        widen();
        other.arrive(FIRST);
        assertThat(other.grant()).isEqualTo(FIRST);
        other.arrive(FIRST);
        assertThat(other.grant()).isZero();
        other.pass(2 * FIRST);
        assertThat(other.grant()).isEqualTo(FIRST);
    }

    @Test
    void theRoomOfAConnectionThatEndsIsAnothers() {
        ReceiveWindow other = new ReceiveWindow(WIDE, holdings);
        widen();
        window.release();
        window.release();
        other.arrive(FIRST);
        other.pass(FIRST);
        assertThat(other.grant()).isEqualTo(WIDE);
    }
}
