package io.telpher.balance.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RampTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RampConfig CONFIG = RampConfig.DEFAULT;

    @Test
    void itTakesTenSecondsEachForTenFiftyAndAHundredPercent() {
        Ramp ramp = Ramp.begin(0);
        assertThat(ramp.percent(CONFIG)).isEqualTo(10);
        assertThat(ramp.after(false, 10 * SECOND - 1, CONFIG)).isSameAs(ramp);
        ramp = ramp.after(false, 10 * SECOND, CONFIG);
        assertThat(ramp.percent(CONFIG)).isEqualTo(50);
        ramp = ramp.after(false, 20 * SECOND, CONFIG);
        assertThat(ramp.percent(CONFIG)).isEqualTo(100);
        assertThat(ramp.after(false, 30 * SECOND - 1, CONFIG)).isSameAs(ramp);
        assertThat(ramp.after(false, 30 * SECOND, CONFIG)).isNull();
    }

    @Test
    void whoFailsFallsBackAStepAndFromTheFirstToItsBeginning() {
        Ramp full = new Ramp(2, 0);
        Ramp half = full.after(true, 3 * SECOND, CONFIG);
        assertThat(half).isEqualTo(new Ramp(1, 3 * SECOND));
        Ramp tenth = half.after(true, 4 * SECOND, CONFIG);
        assertThat(tenth).isEqualTo(new Ramp(0, 4 * SECOND));
        assertThat(tenth.after(true, 9 * SECOND, CONFIG)).isEqualTo(new Ramp(0, 9 * SECOND));
    }

    @Property
    void aStepIsOneUpOrOneDownWhateverHappens(
            @ForAll List<Boolean> worse, @ForAll @IntRange(min = 1, max = 20) int tickSeconds) {
        Ramp ramp = Ramp.begin(0);
        long now = 0;
        for (boolean each : worse) {
            now += tickSeconds * SECOND;
            Ramp next = ramp.after(each, now, CONFIG);
            if (next == null) {
                assertThat(ramp.step()).isEqualTo(2);
                return;
            }
            assertThat(next.step() - ramp.step()).isBetween(-1, 1);
            assertThat(next.step() > ramp.step()).isEqualTo(!each && next != ramp);
            ramp = next;
        }
    }

    @Property
    void eachEjectionLastsLongerUpToTheLongestAndIsForgottenInTime(@ForAll @IntRange(min = 1, max = 40) int times) {
        OutlierConfig config = OutlierConfig.DEFAULT;
        Ejection ejection = Ejection.NEVER;
        long now = 0;
        long last = 0;
        for (int i = 0; i < times; i++) {
            ejection = ejection.again(config, now);
            long time = ejection.untilNanos() - now;
            assertThat(time).isBetween(last, config.timeMax().toNanos());
            assertThat(time).isEqualTo(Math.min(300, 30L << Math.min(i, 10)) * SECOND);
            last = time;
            now = ejection.untilNanos() + SECOND;
        }
        now = ejection.untilNanos() + config.timeMax().toNanos() + 1;
        assertThat(ejection.again(config, now).untilNanos() - now).isEqualTo(30 * SECOND);
    }
}
