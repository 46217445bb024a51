package io.telpher.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void theSameNameGivesTheSameFamily() {
        assertThat(metrics.counter("a_total", "help")).isSameAs(metrics.counter("a_total", "help"));
    }

    @Test
    void aCounterSaysSoInItsName() {
        assertThatThrownBy(() -> metrics.counter("a", "help")).hasMessageContaining("_total");
    }

    @Test
    void aGaugeCannotHaveTheNameOfACounterWhicheverComesFirst() {
        metrics.counter("a_total", "help");
        assertThatThrownBy(() -> metrics.gauge("a", "help")).hasMessageContaining("a gauge and a counter");
        assertThatThrownBy(() -> metrics.reading("a", "help", () -> 1)).hasMessageContaining("a gauge and a counter");
        metrics.gauge("b", "help");
        assertThatThrownBy(() -> metrics.counter("b_total", "help")).hasMessageContaining("a gauge and a counter");
    }
}
