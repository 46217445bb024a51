package io.telpher.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PressureJudgeTest {
    private static final long SECOND = 1_000_000_000L;

    private final PressureJudge judge = new PressureJudge();

    private static Readings heap(double live, double used, long collections) {
        return new Readings(live, used, collections, 0.1, 0.1);
    }

    private static Readings direct(double share) {
        return new Readings(0.1, 0.1, 0, share, 0.1);
    }

    @Test
    void theWorstResourceDecides() {
        PressureJudge.Verdict verdict = judge.judge(new Readings(0.8, 0.8, 0, 0.9, 0.1), 0);
        assertThat(verdict.level()).isEqualTo(Level.SCARCE);
        assertThat(verdict.because()).isEqualTo(Resource.DIRECT);
    }

    @Test
    void garbageIsNoPressure() {
        PressureJudge.Verdict verdict = judge.judge(heap(0.2, 0.99, 1), 0);
        assertThat(verdict.level()).isEqualTo(Level.CALM);
    }

    @Test
    void aHeapThatIsNearlyFullOfNobodyKnowsWhatIsCollectedButSeldom() {
        judge.judge(heap(0.2, 0.3, 1), 0);
        assertThat(judge.judge(heap(0.2, 0.9, 1), 4 * SECOND).collect()).isFalse();
        assertThat(judge.judge(heap(0.2, 0.9, 1), 5 * SECOND).collect()).isTrue();
        assertThat(judge.judge(heap(0.2, 0.9, 2), 6 * SECOND).collect()).isFalse();
        assertThat(judge.judge(heap(0.2, 0.5, 2), 60 * SECOND).collect()).isFalse();
    }

    @Test
    void aHeapThatIsScarceIsCollectedEachSecondSoThatTheAlarmCanEnd() {
        assertThat(judge.judge(heap(0.9, 0.9, 1), 0).level()).isEqualTo(Level.SCARCE);
        assertThat(judge.judge(heap(0.9, 0.9, 1), SECOND / 2).collect()).isFalse();
        assertThat(judge.judge(heap(0.9, 0.9, 1), SECOND).collect()).isTrue();
        assertThat(judge.judge(heap(0.4, 0.4, 2), 2 * SECOND).level()).isEqualTo(Level.SCARCE);
        assertThat(judge.judge(heap(0.4, 0.4, 2), 4 * SECOND).level()).isEqualTo(Level.TIGHT);
        assertThat(judge.judge(heap(0.4, 0.4, 2), 6 * SECOND).level()).isEqualTo(Level.CALM);
        assertThat(judge.judge(heap(0.4, 0.4, 2), 60 * SECOND).collect()).isFalse();
    }

    @Test
    void betweenCollectionsTheHeapHasNoNews() {
        assertThat(judge.judge(heap(0.9, 0.9, 1), 0).news()).isTrue();
        assertThat(judge.judge(heap(0.9, 0.9, 1), SECOND / 4).news()).isFalse();
        assertThat(judge.judge(heap(0.9, 0.9, 2), SECOND / 2).news()).isTrue();
    }

    @Test
    void directMemoryAlwaysHasNews() {
        assertThat(judge.judge(direct(0.8), 0).news()).isTrue();
        assertThat(judge.judge(direct(0.8), SECOND / 4).news()).isTrue();
    }
}
