package io.telpher.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLogConfigTest {
    private static final Location HERE = new Location("telpher.yaml", 1, 1);

    private static Node text(String text) {
        return new Node.Scalar(HERE, text);
    }

    private static Node mapping(String key, String value) {
        return new Node.Entries(HERE, List.of(new Node.Entry(HERE, key, text(value))));
    }

    @Test
    void nothing_said_means_json_into_the_state_directory() {
        assertThat(AccessLogConfig.SHAPE.read(new Node.Entries(HERE, List.of()), new Problems()))
                .isEqualTo(AccessLogConfig.DEFAULT);
        assertThat(AccessLogConfig.DEFAULT.file(Path.of("/state"))).isEqualTo(Path.of("/state/access.log"));
    }

    @Test
    void one_word_turns_it_off() {
        AccessLogConfig config = AccessLogConfig.SHAPE.read(text("off"), new Problems());

        assertThat(config.on()).isFalse();
    }

    @Test
    void standard_output_is_no_file() {
        assertThat(AccessLogConfig.SHAPE.read(text("stdout"), new Problems()).file(Path.of("/state")))
                .isNull();
    }

    @Test
    void an_unknown_format_is_a_mistake() {
        Problems problems = new Problems();
        AccessLogConfig.SHAPE.read(mapping("format", "xml"), problems);

        assertThat(problems.hasErrors()).isTrue();
        assertThat(problems.all().getFirst().toString()).contains("json", "text");
    }
}
