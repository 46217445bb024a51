package io.telpher.app.e2e;

import io.telpher.testkit.server.RealKafka;
import io.telpher.testkit.server.RedisServers;
import java.nio.file.Path;

/** By a real broker of Kafka. */
class PurgesOnKafkaTest extends PurgesTogether {
    private RealKafka kafka;

    @Override
    String carrier(Path folder, RedisServers redis) throws Exception {
        kafka = RealKafka.start(folder);
        return """
                purges: {kafka: {servers: ["KAFKA"], timeout: 10s}}
                """.replace("KAFKA", kafka.address());
    }

    @Override
    void kill() throws Exception {
        kafka.kill();
    }

    @Override
    void close() {
        kafka.close();
    }
}
