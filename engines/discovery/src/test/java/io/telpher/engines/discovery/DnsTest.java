package io.telpher.engines.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Endpoint;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** With Debian's dnsmasq. */
class DnsTest {
    @TempDir
    private Path folder;

    private int port;
    private RealProcess server;

    @BeforeEach
    void start() throws Exception {
        port = FreePorts.next();
        server = serve(
                "--host-record=web.example,10.0.0.1,fd00::1",
                "--host-record=web.example,10.0.0.2",
                "--srv-host=_http._tcp.example,a.example,8080,1,5",
                "--srv-host=_http._tcp.example,b.example,8081,1,0",
                "--srv-host=_http._tcp.example,c.example,8082,2,1");
    }

    private RealProcess serve(String... records) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                "/usr/sbin/dnsmasq",
                "--keep-in-foreground",
                "--no-resolv",
                "--no-hosts",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--port=" + port,
                "--local-ttl=1",
                "--auth-ttl=1",
                "--local=/example/",
                "--pid-file=" + folder.resolve("pid")));
        command.addAll(List.of(records));
        return RealProcess.start(folder, command).awaitPort(port);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private DnsConfig config(String name, int port) {
        return new DnsConfig(name, port, new Endpoint("127.0.0.1", this.port));
    }

    private void following(DnsConfig config, Body body) throws Exception {
        AtomicReference<List<Endpoint>> told = new AtomicReference<>();
        Dns dns = new Dns(config);
        Thread watching = Thread.ofVirtual().start(() -> {
            try {
                dns.watch(told::set, new Waiter(new SystemTimers()));
            } catch (Exception end) {
                told.set(null);
            }
        });
        try {
            body.with(told);
        } finally {
            watching.interrupt();
            watching.join();
        }
    }

    private interface Body {
        void with(AtomicReference<List<Endpoint>> told) throws Exception;
    }

    @Test
    void allAddressesOfANameAreEndpointsAndTheyFollowIt() throws Exception {
        following(config("web.example", 80), told -> {
            Eventually.see(told::get, list -> list != null && list.contains(new Endpoint("10.0.0.1", 80)));
            assertThat(told.get()).contains(new Endpoint("fd00::1", 80));
            server.close();
            server = serve("--host-record=web.example,10.0.0.3");
            Eventually.see(told::get, list -> list == null || list.equals(List.of(new Endpoint("10.0.0.3", 80))));
        });
    }

    @Test
    void ofServicesTheBestPriorityCountsWithItsWeights() throws Exception {
        following(config("_http._tcp.example", 0), told -> {
            Eventually.see(told::get, list -> list != null && list.size() == 2);
            assertThat(told.get())
                    .containsExactlyInAnyOrder(new Endpoint("a.example", 8080, 5), new Endpoint("b.example", 8081, 1));
        });
    }

    @Test
    void aNameInTheHostsFileIsAskedOfNobody() throws Exception {
        following(
                new DnsConfig("localhost", 80, null),
                told -> assertThat(Eventually.see(told::get, list -> list != null))
                        .contains(new Endpoint("127.0.0.1", 80)));
    }

    @Test
    void aNameThatIsNotThereHasNobody() throws Exception {
        following(
                config("nobody.example", 80),
                told -> assertThat(Eventually.see(told::get, list -> list != null))
                        .isEmpty());
    }

    @Test
    void aServerThatRefusesToTellOfOneFamilyIsBelievedInTheOther() throws Exception {
        server.close();
        server = serve("--address=/four.test/10.0.0.4", "--address=/six.test/fd00::6");
        following(
                config("four.test", 80),
                told -> assertThat(Eventually.see(told::get, list -> list != null))
                        .containsExactly(new Endpoint("10.0.0.4", 80)));
        following(
                config("six.test", 80),
                told -> assertThat(Eventually.see(told::get, list -> list != null))
                        .containsExactly(new Endpoint("fd00::6", 80)));
        assertThatThrownBy(() -> new Dns(config("other.test", 80)).watch(list -> {}, new Waiter(new SystemTimers())))
                .hasMessage("REFUSED");
    }

    @Test
    void aServerThatIsAwayIsNoEmptyList() throws Exception {
        Dns dns = new Dns(new DnsConfig("web.example", 80, new Endpoint("127.0.0.1", FreePorts.next())));
        AtomicReference<List<Endpoint>> told = new AtomicReference<>();
        assertThatThrownBy(() -> dns.watch(told::set, new Waiter(new SystemTimers())))
                .isInstanceOf(IOException.class);
        assertThat(told.get()).isNull();
    }

    @Test
    void theShortestTimeToLiveCountsWithinBounds() throws Exception {
        assertThat(Dns.ttlSeconds(List.of(record(60), record(30)))).isEqualTo(30);
        assertThat(Dns.ttlSeconds(List.of(record(0)))).isEqualTo(1);
        assertThat(Dns.ttlSeconds(List.of(record(86_400)))).isEqualTo(300);
        assertThat(Dns.ttlSeconds(List.of())).isEqualTo(5);
    }

    private static Record record(long ttl) throws Exception {
        return new ARecord(Name.fromString("a.example."), DClass.IN, ttl, java.net.InetAddress.ofLiteral("10.0.0.1"));
    }
}
