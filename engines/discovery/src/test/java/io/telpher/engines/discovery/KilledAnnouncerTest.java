package io.telpher.engines.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Subscription;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Announced;
import io.telpher.core.discovery.Watched;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.server.RealEtcd;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who announces itself and is killed, so that it cannot take its word back: real registries forget it when its lease ends. */
@Tag("slow")
class KilledAnnouncerTest {
    private static final Endpoint HERE = new Endpoint("127.0.0.1", 9001);

    @TempDir
    private Path folder;

    /** Announces a service in the registry of this kind and address, until it is killed. */
    static final class Announcer {
        private Announcer() {}

        public static void main(String[] arguments) throws Exception {
            RegistryConfig config = config(RegistryConfig.Kind.valueOf(arguments[0]), arguments[1]);
            new Announced(
                            Registries.registry(config),
                            "one",
                            HERE,
                            new Waiter(new SystemTimers()),
                            new Random(1),
                            new Metrics())
                    .start();
            Thread.currentThread().join();
        }
    }

    private static RegistryConfig config(RegistryConfig.Kind kind, String address) {
        return RegistryConfig.of(kind, "/services/web", address);
    }

    private void isForgotten(RegistryConfig.Kind kind, String address) throws Exception {
        AtomicReference<List<Endpoint>> told = new AtomicReference<>(List.of());
        Watched watched = new Watched(
                "web",
                Registries.source(config(kind, address)),
                new Waiter(new SystemTimers()),
                new Random(2),
                new Metrics());
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Announcer.class.getName(),
                kind.name(),
                address);
        Subscription watching = watched.follow(told::set);
        try (RealProcess announcer = RealProcess.start(folder, command)) {
            Eventually.see(told::get, List.of(HERE)::equals);
            announcer.kill();
            Eventually.see(told::get, List::isEmpty);
        } finally {
            watching.close();
        }
    }

    @Test
    void etcdForgetsIt() throws Exception {
        try (RealEtcd etcd = RealEtcd.start(folder)) {
            isForgotten(RegistryConfig.Kind.ETCD, etcd.address());
        }
    }

    @Test
    void zooKeeperForgetsIt() throws Exception {
        try (RealZooKeeper server = RealZooKeeper.start(folder)) {
            isForgotten(RegistryConfig.Kind.ZOOKEEPER, server.address());
        }
    }
}
