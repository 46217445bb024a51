package io.telpher.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import org.junit.jupiter.api.Test;

class PressureWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Readings QUIET = new Readings(0.1, 0.1, 0, 0.1, 0.1);

    private final ManualTimers timers = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private Readings readings = QUIET;
    private int collections;
    private final PressureWatch watch =
            new PressureWatch(timers, () -> readings, () -> false, () -> collections++, new Connections(), metrics);

    /** Has 5 idle and 3 bad ones to give each time. */
    private static final class Connections implements Sheddable {
        @Override
        public int closeIdle() {
            return 5;
        }

        @Override
        public int closeWorst() {
            return 3;
        }
    }

    private void look(Readings now) {
        readings = now;
        watch.look();
    }

    private long shed(Pressure.Step step) {
        return metrics.counters().get("telpher_shed_total").with(step.word()).value();
    }

    private double gauge() {
        return metrics.readings().get("telpher_pressure").value().getAsDouble();
    }

    @Test
    void nothingIsGivenUpWhileThereIsEnough() {
        look(QUIET);
        assertThat(watch.tight()).isFalse();
        assertThat(watch.scarce()).isFalse();
        assertThat(watch.refusal()).isNull();
        assertThat(shed(Pressure.Step.IDLE)).isZero();
        assertThat(gauge()).isZero();
    }

    @Test
    void whenMemoryIsTightIdleConnectionsGoAndNewOnesAreTaken() {
        look(new Readings(0.1, 0.1, 0, 0.65, 0.1));
        assertThat(watch.tight()).isTrue();
        assertThat(watch.refusal()).isNull();
        assertThat(shed(Pressure.Step.IDLE)).isEqualTo(5);
        assertThat(shed(Pressure.Step.WORST)).isZero();
        assertThat(gauge()).isEqualTo(1);
    }

    @Test
    void whenMemoryIsScarceTheWorstGoAtEachLookUntilItIsNot() {
        look(new Readings(0.1, 0.1, 0, 0.8, 0.1));
        assertThat(watch.scarce()).isTrue();
        assertThat(watch.refusal()).isEqualTo(Refusal.MEMORY);
        assertThat(gauge()).isEqualTo(2);
        look(readings);
        assertThat(shed(Pressure.Step.WORST)).isEqualTo(6);
        for (int i = 0; i < 5; i++) {
            timers.advanceNanos(SECOND);
            look(QUIET);
        }
        assertThat(watch.tight()).isFalse();
        assertThat(watch.refusal()).isNull();
    }

    @Test
    void scarceHeapShedsOnceForEachCollectionThatItAsksFor() {
        look(new Readings(0.9, 0.9, 1, 0.1, 0.1));
        look(readings);
        look(readings);
        assertThat(shed(Pressure.Step.WORST)).isEqualTo(3);
        assertThat(collections).isZero();
        timers.advanceNanos(SECOND);
        look(readings);
        assertThat(collections).isEqualTo(1);
        look(new Readings(0.9, 0.9, 2, 0.1, 0.1));
        assertThat(shed(Pressure.Step.WORST)).isEqualTo(6);
    }

    @Test
    void descriptorsThatAreScarceEndNoRequests() {
        look(new Readings(0.1, 0.1, 0, 0.1, 0.96));
        assertThat(watch.refusal()).isEqualTo(Refusal.DESCRIPTORS);
        assertThat(watch.scarce()).isFalse();
        assertThat(shed(Pressure.Step.IDLE)).isEqualTo(5);
        assertThat(shed(Pressure.Step.WORST)).isZero();
    }
}
