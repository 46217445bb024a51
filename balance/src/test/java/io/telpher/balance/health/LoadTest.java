package io.telpher.balance.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.metrics.Metrics;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final long SECOND = 1_000_000_000L;

    private final Load load = new Load(new Metrics(), "web", "10.0.0.1:80");

    @Test
    void whoFailsAtOnceIsNotTakenForFast() {
        load.failed(1_000, 0);
        assertThat(load.responseNanos(0)).isBetween(0.99 * SECOND, 1.01 * SECOND);
    }

    @Test
    void aSlowFailureCountsByItsTime() {
        load.failed(3 * SECOND, 0);
        assertThat(load.responseNanos(0)).isBetween(2.99 * SECOND, 3.01 * SECOND);
    }
}
