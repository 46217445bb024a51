package io.telpher.engines.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.core.SharedLog;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.contract.SharedLogContract;
import io.telpher.testkit.raw.SilentListener;
import io.telpher.testkit.server.RealKafka;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in a topic of a real broker. */
@Tag("slow")
class KafkaLogTest extends SharedLogContract {
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final SystemTimers TIMERS = new SystemTimers();
    private static final Map<String, KafkaLog> LOGS = new HashMap<>();

    @TempDir
    private static Path folder;

    private static RealKafka kafka;

    @BeforeAll
    static void begin() throws Exception {
        kafka = RealKafka.start(folder);
    }

    @AfterAll
    static void end() {
        LOGS.values().forEach(KafkaLog::close);
        kafka.close();
        TIMERS.close();
    }

    private static KafkaLog open(String server, String topic, Duration timeout, Path settings) throws IOException {
        return new KafkaLog(new KafkaConfig(List.of(server), topic, timeout, settings), new Waiter(TIMERS));
    }

    private static KafkaLog open(String name) throws IOException {
        return open(kafka.address(), name, PATIENT, null);
    }

    private static SharedLog known(String node, String name) throws IOException {
        KafkaLog known = LOGS.get(node + name);
        if (known == null) {
            known = open(name);
            LOGS.put(node + name, known);
        }
        return known;
    }

    @Override
    protected SharedLog log(String name) throws Exception {
        return known("one ", name);
    }

    @Override
    protected SharedLog other(String name) throws Exception {
        return known("other ", name);
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.address()));
    }

    @Override
    protected void forget(String name) throws Exception {
        String last = log(name).last();
        long offset = Long.parseLong(last.substring(last.indexOf(':') + 1));
        try (Admin admin = admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(name, 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    @Test
    void aTopicThatIsMadeAnewHasNoneOfItsPlaces() throws Exception {
        String place = log("again").append("1".getBytes(UTF_8));
        log("again").append("2".getBytes(UTF_8));
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of("again")).all().get();
        }
        try (KafkaLog next = open("again")) { // at once, while the broker is still about it
            Eventually.see(
                    () -> {
                        try {
                            next.append("3".getBytes(UTF_8));
                            next.append("4".getBytes(UTF_8));
                            return true;
                        } catch (Failure notYet) {
                            return false;
                        }
                    },
                    done -> done);
            assertThat(next.after(place, 10)).isNull();
        }
    }

    @Test
    void aTopicOfSeveralPartitionsIsRefused() throws Exception {
        try (Admin admin = admin();
                KafkaLog log = open("wide")) {
            admin.createTopics(List.of(new NewTopic("wide", 2, (short) 1)))
                    .all()
                    .get();
            assertThat(catchThrowableOfType(Failure.class, () -> log.append(new byte[1])))
                    .hasMessageContaining("2 partitions");
        }
    }

    @Test
    void whoIsAwayOrSilentIsAFailureInTime() throws Exception {
        try (SilentListener silent = new SilentListener();
                KafkaLog nobody = open("127.0.0.1:" + FreePorts.next(), "a", Duration.ofMillis(200), null);
                KafkaLog mute = open("127.0.0.1:" + silent.port(), "a", Duration.ofMillis(200), null)) {
            for (KafkaLog log : List.of(nobody, mute)) {
                assertThat(catchThrowableOfType(Failure.class, log::last).side())
                        .isEqualTo(Failure.Side.UPSTREAM);
                assertThat(catchThrowableOfType(Failure.class, () -> log.append(new byte[1]))
                                .kind())
                        .isEqualTo(Failure.Kind.READ_TIMEOUT);
            }
        }
    }

    @Test
    void whatTakesLongerThanACallGoesOnWithoutWhoAsked() throws Exception {
        try (KafkaLog hasty = open(kafka.address(), "slow", Duration.ofMillis(1), null)) {
            hasty.last(); // the first call has time
            Eventually.see(
                    () -> {
                        try {
                            return hasty.append(new byte[1]);
                        } catch (Failure late) {
                            return log("slow").last();
                        }
                    },
                    Objects::nonNull);
        }
    }

    @Test
    void settingsOfTheClientAreReadFromAFile() throws Exception {
        Path settings = Files.writeString(folder.resolve("client.properties"), "security.protocol=SSL\n");
        try (KafkaLog log = open(kafka.address(), "b", Duration.ofMillis(500), settings)) {
            assertThat(catchThrowableOfType(Failure.class, log::last))
                    .as("it speaks no TLS")
                    .isNotNull();
        }
        assertThatThrownBy(() -> open(kafka.address(), "b", PATIENT, folder.resolve("gone.properties")))
                .isInstanceOf(IOException.class);
    }
}
