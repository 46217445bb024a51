package io.telpher.httpnetty.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.loop.Holdings;
import org.junit.jupiter.api.Test;

class HeldHeadsTest {
    private static final int ALWAYS = HeldHeads.ALWAYS_BYTES;
    private final Holdings shared = new Holdings(1_000);
    private final HeldHeads heads = new HeldHeads(shared);
    private final HeldHeads others = new HeldHeads(shared);

    @Test
    void whatEveryConnectionMayHoldIsTakenFromNobody() {
        assertThat(heads.take(ALWAYS - 10)).isTrue();
        assertThat(heads.take(10)).isTrue();
        assertThat(shared.promise(1_000)).isTrue();
    }

    @Test
    void beyondThatConnectionsShareWhatTheirLoopHas() {
        heads.take(ALWAYS);
        others.take(ALWAYS);
        assertThat(heads.take(600)).isTrue();
        assertThat(others.take(600)).isFalse();
        assertThat(others.take(400)).isTrue();
        heads.giveBack(300);
        assertThat(others.take(300)).isTrue();
        assertThat(others.take(1)).isFalse();
        assertThat(others.bytes()).isEqualTo(ALWAYS + 700);
    }

    @Test
    void whatIsGivenBackIsThereForOthersOnceOnly() {
        heads.take(ALWAYS);
        heads.take(1_000);
        heads.giveBack(ALWAYS);
        heads.giveBack(1_000);
        assertThat(heads.bytes()).isZero();
        assertThat(shared.promise(1_001)).isFalse();
        assertThat(shared.promise(1_000)).isTrue();
    }

    @Test
    void aSingleHeadIsTakenHoweverLittleThereIs() {
        shared.promise(1_000);
        assertThat(heads.take(ALWAYS + 1)).isTrue();
        assertThat(heads.take(1)).isFalse();
        heads.giveBack(ALWAYS + 1);
        assertThat(heads.take(1)).isTrue();
    }
}
