package io.telpher.engines.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Location;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryConfigTest {
    private static final Location HERE = new Location("test", 1, 1);
    private static final Mapping<RegistryConfig> SHAPE =
            Mapping.of("registry", "One.", keys -> new RegistryConfig.Keys(keys)::read);

    private final Problems problems = new Problems();

    private RegistryConfig read(String... keysAndValues) {
        List<Node.Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new Node.Entry(HERE, keysAndValues[i], new Node.Scalar(HERE, keysAndValues[i + 1])));
        }
        return SHAPE.read(new Node.Entries(HERE, entries), problems);
    }

    private String told() {
        return problems.all().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void zooKeeperHasAUserAndSpeaksTls() {
        RegistryConfig config = read("zookeeper", "/web", "user", "edge", "secret-file", "p", "ca", "ca.pem");

        assertThat(told()).isEmpty();
        assertThat(config.user()).isEqualTo("edge");
        assertThat(config.files()).containsExactly(Path.of("ca.pem"), Path.of("p"));
        assertThat(config.servers()).containsExactly("127.0.0.1:2181");
    }

    @ParameterizedTest
    @CsvSource({
        "zookeeper, /web, user, edge, together",
        "zookeeper, /web, secret-env, SECRET, together",
        "etcd, /web, user, edge, together",
        "zookeeper, /web, tag, v1, only Consul has tags",
        "zookeeper, /web, at, https://zk.internal:2281, host:port",
        "consul, web, user, edge, no users",
        "consul, web, etcd, /web, not several",
    })
    void whatItsRegistryDoesNotKnowIsRefused(
            String registry, String service, String key, String value, String because) {
        read(registry, service, key, value);

        assertThat(told()).contains(because);
    }
}
