package io.telpher.engines.kafka;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log in a topic of Kafka.
 *
 * @param servers some brokers, by which the others are found
 * @param topic is made if it is not there, with one partition
 * @param timeout how long a call may take
 * @param settings a file of settings of Kafka's client, such as those of TLS and SASL, or null
 */
public record KafkaConfig(
        List<String> servers,
        String topic,
        Duration timeout,
        @Nullable Path settings) {
    private static final int SERVERS_MAX = 100;

    /** The key {@code kafka}. */
    public static final Mapping<KafkaConfig> SHAPE = Mapping.of("kafka", "A log in a topic of Kafka.", keys -> {
        Mapping.Key<List<String>> servers = keys.required(
                "servers",
                Shapes.list(Shapes.text(
                        "a broker such as kafka.internal:9092",
                        text -> text.matches("(\\[[^]\\s]+]|[^:\\s,]+):\\d{1,5}"))),
                "Some brokers, by which the others are found.");
        Mapping.Key<String> topic = keys.optional(
                "topic",
                Shapes.text("the name of a topic", text -> text.matches("[A-Za-z0-9._-]{1,249}")),
                "telpher-purges",
                "Is made if it is not there, with one partition.");
        Mapping.Key<Duration> timeout =
                keys.optional("timeout", Shapes.duration(), "400ms", "How long a call may take.");
        Mapping.Key<String> settings = keys.optional(
                "settings", Shapes.text(), "A file of settings of Kafka's client, such as those of TLS and SASL.");
        return values -> {
            String file = values.orNull(settings);
            return new KafkaConfig(
                    List.copyOf(values.of(servers)),
                    values.of(topic),
                    values.of(timeout),
                    file == null ? null : Path.of(file));
        };
    });

    /** Refuses what makes no sense. */
    public KafkaConfig {
        if (servers.isEmpty() || servers.size() > SERVERS_MAX) {
            throw new IllegalArgumentException("found " + servers.size() + " servers, expected 1 to " + SERVERS_MAX);
        }
        if (timeout.isZero()) {
            throw new IllegalArgumentException("\"timeout\" is at least 1ms");
        }
    }

    /** The files that it names. Whoever changes them wants them read anew. */
    public List<Path> files() {
        Path file = settings;
        return file == null ? List.of() : List.of(file);
    }
}
