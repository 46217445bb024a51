package io.telpher.engines.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Endpoint;
import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RedisConfigTest {
    private static final Location HERE = new Location("test", 1, 1);

    private final Problems problems = new Problems();

    private RedisConfig read(String... keysAndValues) {
        List<Node.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            List<Node> values = new ArrayList<>();
            for (String value : keysAndValues[i + 1].split(" ")) {
                values.add(new Node.Scalar(HERE, value));
            }
            entries.add(new Node.Entry(
                    HERE, keysAndValues[i], values.size() == 1 ? values.getFirst() : new Node.Items(HERE, values)));
        }
        return RedisConfig.SHAPE.read(new Node.Entries(HERE, entries), problems);
    }

    private String told() {
        return problems.all().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void aServerIsEnough() {
        RedisConfig config = read("redis", "127.0.0.1");

        assertThat(config.endpoints()).containsExactly(new Endpoint("127.0.0.1", 6379));
        assertThat(config.cluster()).isFalse();
        assertThat(config.timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.files()).isEmpty();
    }

    @Test
    void aClusterHasSeveral() {
        RedisConfig config = read(
                "redis", "[::1]:7000 redis.internal:7001", "cluster", "true", "user", "telpher", "password-file", "p");

        assertThat(config.endpoints()).containsExactly(new Endpoint("::1", 7000), new Endpoint("redis.internal", 7001));
        assertThat(config.files()).containsExactly(Path.of("p"));
    }

    @Test
    void severalServersWithoutAClusterAreRefused() {
        assertThat(read("redis", "a:1 b:2")).isNull();
        assertThat(told()).contains("add \"cluster: true\"");
    }

    @Test
    void aPasswordInTheFileItselfIsRefused() {
        assertThat(read("redis", "a:1", "password", "secret")).isNull();
        assertThat(told()).contains("unknown key \"password\"", "password-file").doesNotContain("secret");
    }

    @Test
    void aUserWithoutPasswordTwoPasswordsAndAUrlAreRefused() {
        assertThat(read("redis", "a:1", "user", "telpher")).isNull();
        assertThat(read("redis", "a:1", "password-file", "p", "password-env", "P"))
                .isNull();
        assertThat(read("redis", "redis://user:pw@a:1")).isNull();
        assertThat(read("redis", "a:1", "timeout", "0ms")).isNull();
        assertThat(told()).contains("add \"password-file\"", "not both", "no URL", "at least 1ms");
    }
}
