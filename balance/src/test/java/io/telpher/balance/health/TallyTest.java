package io.telpher.balance.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static Tally of(long answers, long failures) {
        return new Tally(answers, failures, answers * 1_000_000);
    }

    @Test
    void oneFailureIsChance() {
        assertThat(of(100, 1).exceeds(of(1_000, 0))).isFalse();
        assertThat(of(100, 2).exceeds(of(1_000, 0))).isTrue();
    }

    @Test
    void whatBefallsAllIsNobodysFault() {
        assertThat(of(100, 50).exceeds(of(300, 150))).isFalse();
        assertThat(of(5, 5).exceeds(of(10, 10))).isFalse();
        assertThat(of(100, 50).exceeds(of(300, 30))).isTrue();
    }

    @Test
    void failuresInARowCountWhereTheOthersDoNotFail() {
        OutlierConfig config = OutlierConfig.DEFAULT;
        assertThat(Outliers.inRow(4, of(100, 0), config)).isNull();
        assertThat(Outliers.inRow(5, of(100, 0), config)).isEqualTo("5 failures in a row");
        assertThat(Outliers.inRow(5, Tally.NONE, config)).isNotNull();
        assertThat(Outliers.inRow(5, of(20, 15), config)).isNull();
        assertThat(Outliers.inRow(1_000_000, Tally.NONE, OutlierConfig.NONE)).isNull();
    }

    @Test
    void ofFewAnswersNothingFollows() {
        OutlierConfig config = OutlierConfig.DEFAULT;
        assertThat(Outliers.inInterval(of(19, 19), of(100, 0), 0, config)).isNull();
        assertThat(Outliers.inInterval(of(20, 10), of(100, 0), 0, config)).contains("10 of 20", "0 of 100");
        assertThat(Outliers.inInterval(of(20, 9), of(100, 0), 0, config)).isNull();
    }

    @Test
    void slownessCountsOnlyWhereItIsAskedFor() {
        Tally slow = new Tally(100, 0, 100 * 50_000_000L);
        Tally fast = new Tally(100, 0, 100 * 5_000_000L);
        double median = Outliers.median(List.of(slow, fast), OutlierConfig.DEFAULT);
        assertThat(median).isEqualTo(5_000_000);
        assertThat(Outliers.inInterval(slow, fast, median, OutlierConfig.DEFAULT))
                .isNull();
        OutlierConfig config = new OutlierConfig(
                5,
                50,
                20,
                3,
                OutlierConfig.DEFAULT.interval(),
                OutlierConfig.DEFAULT.time(),
                OutlierConfig.DEFAULT.timeMax(),
                50);
        assertThat(Outliers.inInterval(slow, fast, median, config)).contains("50.0 ms", "5.0 ms");
        assertThat(Outliers.inInterval(fast, slow, median, config)).isNull();
        assertThat(Outliers.median(List.of(slow), config))
                .as("nobody to compare with")
                .isZero();
    }
}
