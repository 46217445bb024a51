package io.telpher.engines.kafka;

import java.time.Duration;
import java.util.Properties;

/** How Kafka's clients are set up: few threads and little memory, an end to each wait, no telemetry. */
final class Settings {
    private static final String BUFFER_BYTES = "1048576";

    /** How long a broker may be silent at least before the clients leave it: longer than who asks waits ({@link KafkaLog}). */
    private static final long SILENCE_MILLIS = 2_000;

    private Settings() {}

    /** After how long the clients give something up. */
    static Duration limit(KafkaConfig config) {
        return Duration.ofMillis(Math.max(SILENCE_MILLIS, config.timeout().toMillis()));
    }

    private static Properties common(KafkaConfig config, Properties own) {
        String millis = Long.toString(limit(config).toMillis());
        Properties all = new Properties();
        all.setProperty("client.id", "telpher");
        all.putAll(own);
        all.setProperty("bootstrap.servers", String.join(",", config.servers()));
        all.setProperty("request.timeout.ms", millis);
        all.setProperty("default.api.timeout.ms", millis);
        all.setProperty("reconnect.backoff.ms", "50");
        all.setProperty("reconnect.backoff.max.ms", "1000");
        all.setProperty("metric.reporters", "");
        all.setProperty("enable.metrics.push", "false");
        return all;
    }

    static Properties admin(KafkaConfig config, Properties own) {
        return common(config, own);
    }

    /** It fetches only what is there: brokers answer in order, so a fetch that waited for more would delay what is asked after it. */
    static Properties consumer(KafkaConfig config, Properties own) {
        Properties all = common(config, own);
        all.setProperty("allow.auto.create.topics", "false");
        all.setProperty("enable.auto.commit", "false");
        all.setProperty("auto.offset.reset", "none");
        all.setProperty("max.poll.records", "1000");
        all.setProperty("fetch.max.bytes", BUFFER_BYTES);
        all.setProperty("fetch.max.wait.ms", "0");
        return all;
    }

    /** Whoever adds is told when all replicas in sync have it. */
    static Properties producer(KafkaConfig config, Properties own) {
        String millis = Long.toString(limit(config).toMillis());
        Properties all = common(config, own);
        all.remove("default.api.timeout.ms");
        all.setProperty("acks", "all");
        all.setProperty("linger.ms", "0");
        all.setProperty("max.block.ms", millis);
        all.setProperty("delivery.timeout.ms", millis);
        all.setProperty("buffer.memory", BUFFER_BYTES);
        return all;
    }
}
