package io.telpher.gateway.priority;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Priority;
import io.telpher.http.FieldName;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriorityConfigTest {

    @Test
    void aFieldsValuesMeanWhatIsWrittenAndAllOthersTheRest() {
        var config = new PriorityConfig(
                FieldName.of("x-kind"), Map.of("batch", Priority.LOW, "vip", Priority.HIGH), Priority.NORMAL);
        assertThat(config.of("batch")).isEqualTo(Priority.LOW);
        assertThat(config.of(" VIP ")).isEqualTo(Priority.HIGH);
        assertThat(config.of("critical")).isEqualTo(Priority.NORMAL);
        assertThat(config.of(null)).isEqualTo(Priority.NORMAL);
    }
}
