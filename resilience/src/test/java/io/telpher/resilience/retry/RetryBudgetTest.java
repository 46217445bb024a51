package io.telpher.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    /** Each step: below 40 a call, below 80 a try for another attempt, else so many times 25 ms pass. */
    @Property
    void inNoStretchOfTimeMoreIsGrantedThanCreditCallsAndSecondsPayFor(
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @IntRange(max = 20) int perSecond,
            @ForAll @Size(max = 400) List<@IntRange(max = 120) Integer> steps) {
        RetryBudget budget = new RetryBudget(share, perSecond, -5);
        long now = -5;
        double[] balance = new double[steps.size() + 1]; // what was granted, less what was paid in
        double[] credit = new double[steps.size() + 1];
        for (int i = 0; i < steps.size(); i++) {
            credit[i] = budget.credit(now);
            int step = steps.get(i);
            double change = 0;
            if (step < 40) {
                budget.call(now);
                change = -share;
            } else if (step < 80) {
                change = budget.take(now) ? 1 : 0;
            } else {
                long passed = (step - 79) * 25 * MILLI;
                now += passed;
                change = -perSecond * (passed / 1e9);
            }
            balance[i + 1] = balance[i] + change;
        }
        for (int from = 0; from < steps.size(); from++) {
            for (int to = from + 1; to <= steps.size(); to++) {
                assertThat(balance[to] - balance[from]).isLessThanOrEqualTo(credit[from] + 1e-6);
            }
        }
    }

    @Test
    void whenEveryCallFailsAFifthOfThemIsTriedAgain() {
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        int granted = 0;
        int calls = 0;
        for (long now = 0; now < 60 * SECOND; now += MILLI) { // a thousand calls a second
            budget.call(now);
            calls++;
            for (int attempt = 2; attempt <= 5 && budget.take(now); attempt++) {
                granted++;
            }
        }
        assertThat(granted).isBetween(calls / 5, calls / 5 + 61 * 10);
        System.out.printf("outage: %d calls, %d retries, load x %.3f%n", calls, granted, 1 + (double) granted / calls);
    }

    @Test
    void aQuietServiceMayTryAgain() {
        RetryBudget budget = new RetryBudget(0.2, 10, 0);
        budget.call(0);
        assertThat(budget.take(0)).isTrue();
    }

    @Test
    void trafficOfLongAgoPaysForNothing() {
        RetryBudget budget = new RetryBudget(0.2, 1, 0);
        for (int i = 0; i < 100_000; i++) {
            budget.call(i * 1_000L);
        }
        assertThat(budget.credit(100 * MILLI)).isGreaterThan(19_000);
        assertThat(budget.credit(600 * SECOND)).isEqualTo(10, within(0.01));
    }

    @Test
    void whatWasNotUsedIsGivenBack() {
        RetryBudget budget = new RetryBudget(0, 1, 0);
        assertThat(budget.take(0)).isTrue();
        assertThat(budget.take(0)).isFalse();
        budget.giveBack();
        assertThat(budget.take(0)).isTrue();
    }
}
