package io.telpher.engines.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Endpoint;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.testkit.server.RealEtcd;
import io.telpher.testkit.time.Eventually;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With Debian's etcd. */
class EtcdTest extends RegistryContract {
    private RealEtcd etcd;

    @Override
    void begin() throws Exception {
        etcd = RealEtcd.start(folder);
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    @Override
    RegistryConfig config() {
        return RegistryConfig.of(RegistryConfig.Kind.ETCD, "/services/web", etcd.address());
    }

    @Override
    void kill() throws Exception {
        etcd.kill();
    }

    @Override
    void again() throws Exception {
        etcd.again();
    }

    @Test
    void keysThatOthersWroteAreReadInTheirForms() throws Exception {
        etcd.ctl("put", "/services/form/a", "10.0.0.1:80");
        etcd.ctl("put", "/services/form/b", "{\"address\": \"10.0.0.2\", \"port\": 81, \"weight\": 5}");
        etcd.ctl("put", "/services/form/c", "{\"Op\":0,\"Addr\":\"[::1]:82\",\"Metadata\":null}");
        etcd.ctl("put", "/services/form/d", "nonsense");
        etcd.ctl("put", "/services/former", "10.0.0.9:80");
        AtomicReference<List<Endpoint>> told = new AtomicReference<>(List.of());
        Etcd source = new Etcd(RegistryConfig.of(RegistryConfig.Kind.ETCD, "/services/form", etcd.address()));
        Thread watching = Thread.ofVirtual().start(() -> {
            try {
                source.watch(told::set, new Waiter(new SystemTimers()));
            } catch (Exception end) {
                told.set(List.of());
            }
        });
        Eventually.see(told::get, list -> list.size() == 3);
        assertThat(told.get())
                .containsExactly(
                        new Endpoint("10.0.0.1", 80), new Endpoint("10.0.0.2", 81, 5), new Endpoint("::1", 82));
        etcd.ctl("del", "/services/form/b");
        Eventually.see(told::get, list -> list.size() == 2);
        etcd.ctl("put", "/services/form/d", "10.0.0.4:84");
        Eventually.see(told::get, list -> list.contains(new Endpoint("10.0.0.4", 84)));
        watching.interrupt();
        watching.join();
    }

    @Test
    void anAnnouncementWhoseLeaseIsRevokedComesBack() throws Exception {
        var registry = new Etcd(config());
        AtomicReference<Integer> held = new AtomicReference<>(0);
        Thread holding = Thread.ofVirtual().start(() -> {
            try {
                registry.hold(
                        "one",
                        new Endpoint("127.0.0.1", 1),
                        new Waiter(new SystemTimers()),
                        () -> held.set(held.get() + 1));
            } catch (Exception end) {
                held.set(-1);
            }
        });
        Eventually.see(held::get, times -> times == 1);
        assertThat(etcd.ctl("get", "--print-value-only", "/services/web/one")).isEqualTo("127.0.0.1:1");
        holding.interrupt();
        holding.join();
        assertThat(etcd.ctl("get", "--print-value-only", "/services/web/one")).isEmpty();
    }
}
