package io.telpher.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.server.RealCassandra;
import io.telpher.testkit.server.RealKafka;
import io.telpher.testkit.time.Eventually;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that tell their clients where they are, which has to be Telpher, each with its own client through it. */
@Tag("slow")
class ClustersBehindTest {
    private static final int RECORDS = 2_000;

    @TempDir
    private static Path folder;

    private static RunningTelpher before(int port, int server, String health) throws Exception {
        return RunningTelpher.start(folder, """
                listeners: [{tcp: 127.0.0.1:%d, to: server}]
                upstreams: {server: {endpoints: ["127.0.0.1:%d"], health: {%s: {}, interval: 1s}}}
                """.formatted(port, server, health));
    }

    private static void awaitHealthy(RunningTelpher telpher, int wanted) throws Exception {
        Eventually.see(
                () -> telpher.metrics().sum("telpher_endpoint_healthy", "upstream=\"server\""),
                healthy -> healthy == wanted);
    }

    @Test
    void kafka() throws Exception {
        int port = FreePorts.next();
        try (RealKafka kafka = RealKafka.start(folder, port);
                RunningTelpher telpher = before(port, kafka.port(), "kafka")) {
            awaitHealthy(telpher, 1);
            Map<String, Object> common = Map.of("bootstrap.servers", "127.0.0.1:" + port);
            try (Admin admin = Admin.create(common)) {
                admin.createTopics(List.of(new NewTopic("letters", 4, (short) 1)))
                        .all()
                        .get();
                assertThat(admin.describeCluster().nodes().get())
                        .singleElement()
                        .satisfies(node -> assertThat(node.port()).isEqualTo(port));
            }
            Set<String> sent = produce(common);
            assertThat(consume(common)).isEqualTo(sent);
            assertThat(telpher.metrics().sum("telpher_l4_bytes_total", "direction=\"received\""))
                    .isGreaterThan(RECORDS * 100);
            kafka.kill();
            awaitHealthy(telpher, 0);
        }
    }

    private static Set<String> produce(Map<String, Object> common) {
        Set<String> sent = new HashSet<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(common, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                String letter = i + "x".repeat(100);
                sent.add(letter);
                producer.send(new ProducerRecord<>("letters", letter.getBytes(UTF_8)));
            }
        }
        return sent;
    }

    /** By a group, so that its coordinator is asked where it is as well. */
    private static Set<String> consume(Map<String, Object> common) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                common.get("bootstrap.servers"),
                "group.id",
                "readers",
                "auto.offset.reset",
                "earliest");
        Set<String> got = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("letters"));
            Eventually.see(
                    () -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(one -> got.add(new String(one.value(), UTF_8)));
                        return got.size();
                    },
                    size -> size == RECORDS);
        }
        return got;
    }

    /** Waits for a busy machine. */
    private static DriverConfigLoader patient() {
        Duration patience = Duration.ofSeconds(60);
        return DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, patience)
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, patience)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, patience)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, patience)
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, patience)
                .build();
    }

    @Test
    void cassandra() throws Exception {
        int port = FreePorts.next();
        try (RealCassandra cassandra = RealCassandra.start(folder);
                RunningTelpher telpher = before(port, cassandra.port(), "cassandra")) {
            awaitHealthy(telpher, 1);
            try (CqlSession session = CqlSession.builder()
                    .withConfigLoader(patient())
                    .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .withLocalDatacenter("datacenter1")
                    .build()) {
                session.execute("create keyspace k with replication = {'class': 'SimpleStrategy',"
                        + " 'replication_factor': 1}");
                session.execute("create table k.letters (id int primary key, words text)");
                PreparedStatement put = session.prepare("insert into k.letters (id, words) values (?, ?)");
                for (int i = 0; i < 200; i++) {
                    session.execute(put.bind(i, "dear reader".repeat(100)));
                }
                assertThat(session.execute("select count(*) from k.letters")
                                .one()
                                .getLong(0))
                        .isEqualTo(200);
                assertThat(session.execute("select words from k.letters where id = 7")
                                .one()
                                .getString(0))
                        .isEqualTo("dear reader".repeat(100));
                assertThat(session.getMetadata().getNodes().values())
                        .singleElement()
                        .satisfies(node -> assertThat(node.getEndPoint().resolve())
                                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
                assertThat(telpher.metrics().sum("telpher_listener_connections"))
                        .isGreaterThanOrEqualTo(2); // the driver's own and the one for statements
            }
            assertThat(telpher.metrics().sum("telpher_l4_bytes_total", "direction=\"received\""))
                    .isGreaterThan(200 * 1_000);
            cassandra.kill();
            awaitHealthy(telpher, 0);
        }
    }
}
