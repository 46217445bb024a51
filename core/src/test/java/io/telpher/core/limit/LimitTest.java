package io.telpher.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LimitTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aRateIsRoundedToWhatIsNeverMore() {
        assertThat(new Limit("a", Algorithm.TOKEN_BUCKET, 10, SECOND, 100).unitNanos())
                .isEqualTo(100_000_000);
        assertThat(new Limit("a", Algorithm.GCRA, 3, SECOND, 1).unitNanos()).isEqualTo(333_333_334);
    }

    @Test
    void aLimitIsWithinBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.window("a", Algorithm.FIXED_WINDOW, 0, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.window("a", Algorithm.FIXED_WINDOW, 1, 999_999));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Limit("a", Algorithm.TOKEN_BUCKET, 1, Limit.PERIOD_MAX_NANOS, 1_000));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limit("a", Algorithm.SLIDING_WINDOW, 10, SECOND, 20));
    }

    @Test
    void aCostIsNotNegative() {
        Limit limit = Limit.window("a", Algorithm.FIXED_WINDOW, 1, SECOND);
        assertThatIllegalArgumentException().isThrownBy(() -> new Check(limit, "k", -1, true));
    }
}
