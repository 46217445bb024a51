package io.telpher.balance.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shape;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DegradationConfigTest {
    private final Problems problems = new Problems();

    private <T> @Nullable T read(Shape<T> shape, String text) {
        Location here = new Location("telpher.yaml", 1, 1);
        return shape.read(
                text.equals("{}") ? new Node.Entries(here, List.of()) : new Node.Scalar(here, text), problems);
    }

    private String problem(Shape<?> shape, String text) {
        assertThat((Object) read(shape, text)).isNull();
        return problems.all().toString();
    }

    @Test
    void defaultsInTheFileAreThoseOfTheRecords() {
        assertThat(read(OutlierConfig.SHAPE, "{}")).isEqualTo(OutlierConfig.DEFAULT);
        assertThat(read(DrainConfig.SHAPE, "{}")).isEqualTo(DrainConfig.DEFAULT);
        assertThat(read(RampConfig.SHAPE, "{}")).isEqualTo(RampConfig.DEFAULT);
    }

    @Test
    void offIsOff() {
        assertThat(read(OutlierConfig.SHAPE, "off")).isEqualTo(OutlierConfig.NONE);
        assertThat(read(RampConfig.SHAPE, "off")).isEqualTo(RampConfig.NONE);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(problem(OutlierConfig.SHAPE, "sometimes")).contains("off");
        assertThatThrownBy(() -> new DrainConfig(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("force");
        assertThatThrownBy(() -> new RampConfig(List.of(50, 10), Duration.ofSeconds(1)))
                .hasMessageContaining("rise");
        assertThatThrownBy(() -> new OutlierConfig(
                        5, 50, 20, 2, Duration.ofSeconds(1), Duration.ofSeconds(9), Duration.ofSeconds(8), 50))
                .hasMessageContaining("time-max");
    }

    @Test
    void whoPanicsWhen() {
        Degradation nobody = Degradation.DEFAULT;
        assertThat(nobody.panics(1, 10)).isFalse();
        assertThat(nobody.panics(0, 10)).isTrue();
        assertThat(nobody.panics(0, 0)).isFalse();
        Degradation half = new Degradation(nobody.outliers(), nobody.drain(), nobody.ramp(), 50);
        assertThat(half.panics(5, 10)).isFalse();
        assertThat(half.panics(4, 10)).isTrue();
    }
}
