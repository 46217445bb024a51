package io.telpher.engines.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Announced;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With Apache ZooKeeper's own server, which takes its time to start. */
@Tag("slow")
class ZooKeepersTest extends RegistryContract {
    private static final Endpoint HERE = new Endpoint("127.0.0.1", 9001);

    private RealZooKeeper server;

    @Override
    void begin() throws Exception {
        server = RealZooKeeper.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    RegistryConfig config() {
        return RegistryConfig.of(RegistryConfig.Kind.ZOOKEEPER, "/services/web", server.address());
    }

    @Override
    void kill() throws Exception {
        server.kill();
    }

    @Override
    void again() throws Exception {
        server.again();
    }

    private RegistryConfig asUser(@Nullable String user, String password) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "secret", ""), password + "\n");
        return new RegistryConfig(
                RegistryConfig.Kind.ZOOKEEPER,
                "/guarded/web",
                List.of(server.address()),
                null,
                user,
                user == null ? null : new RegistryConfig.Secret.InFile(file),
                null);
    }

    /** The first list that is read, or what is said instead. */
    private static List<Endpoint> read(RegistryConfig config, Waiter waiter) throws Exception {
        Cell<List<Endpoint>> first = new Cell<>();
        Thread reading = Thread.ofVirtual().start(() -> {
            try {
                Registries.source(config).watch(first::complete, waiter);
            } catch (IOException | InterruptedException e) {
                first.fail(e);
            }
        });
        try {
            return first.join();
        } finally {
            reading.interrupt();
            reading.join();
        }
    }

    /** What is read, or said instead, but that nobody answered in time: a busy machine takes its time. */
    private static String told(RegistryConfig config) throws Exception {
        try {
            return read(config, new Waiter(new SystemTimers())).toString();
        } catch (IOException said) {
            return String.valueOf(said.getMessage());
        }
    }

    @Test
    void aServerThatSpeaksTlsIsAskedIfItsAuthorityIsKnown() throws Exception {
        SelfSigned identity = SelfSigned.create(folder, "localhost"); // its client knows servers by name
        SelfSigned stranger = SelfSigned.create(folder, "stranger.example");
        try (RealZooKeeper secure = RealZooKeeper.secure(folder, identity)) {
            Eventually.see(() -> told(trusting(secure, identity)), "[]"::equals);
            assertThat(told(trusting(secure, stranger)))
                    .isEqualTo("no server answered within 5 s, by TLS with a certificate for its name of "
                            + stranger.certificate());
        }
    }

    private static RegistryConfig trusting(RealZooKeeper server, SelfSigned authority) {
        return new RegistryConfig(
                RegistryConfig.Kind.ZOOKEEPER,
                "/services/web",
                List.of(server.address().replace("127.0.0.1", "localhost")),
                null,
                null,
                null,
                authority.certificate());
    }

    @Test
    void whatAUserAnnouncesOnlyThatUserSees() throws Exception {
        RegistryConfig ours = asUser("edge", "secret");
        Announced announced = new Announced(
                Registries.registry(ours), "one", HERE, new Waiter(new SystemTimers()), new Random(3), new Metrics());
        announced.start();
        Eventually.see(() -> told(ours), List.of(HERE).toString()::equals);
        for (RegistryConfig other : List.of(asUser("edge", "wrong"), asUser("somebody", "secret"), asUser(null, ""))) {
            Eventually.see(() -> told(other), "answered noauth"::equals);
        }
        announced.close();
    }
}
