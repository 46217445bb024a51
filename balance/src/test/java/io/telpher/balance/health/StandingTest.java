package io.telpher.balance.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StandingTest {

    @Test
    void twoFailuresInARowTakeDownAndTwoSuccessesBringBack() {
        Standing standing = Standing.INITIAL.after(false, 2, 2);
        assertThat(standing.healthy()).isTrue();
        standing = standing.after(false, 2, 2);
        assertThat(standing.healthy()).isFalse();
        standing = standing.after(true, 2, 2);
        assertThat(standing.healthy()).isFalse();
        assertThat(standing.after(true, 2, 2).healthy()).isTrue();
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        Standing standing =
                Standing.INITIAL.after(false, 2, 2).after(true, 2, 2).after(false, 2, 2);
        assertThat(standing.healthy()).isTrue();
    }

    @Property
    void itChangesExactlyWhenEnoughAnswersInARowSpeakAgainstIt(
            @ForAll List<Boolean> answers,
            @ForAll @IntRange(min = 1, max = 4) int failures,
            @ForAll @IntRange(min = 1, max = 4) int successes) {
        Standing standing = Standing.INITIAL;
        boolean expected = true;
        int row = 0;
        Boolean last = null;
        for (boolean answer : answers) {
            row = last != null && last == answer ? row + 1 : 1;
            last = answer;
            if (answer != expected && row >= (answer ? successes : failures)) {
                expected = answer;
            }
            standing = standing.after(answer, failures, successes);
            assertThat(standing.healthy()).isEqualTo(expected);
        }
    }
}
