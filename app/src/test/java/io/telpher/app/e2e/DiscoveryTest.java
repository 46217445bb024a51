package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.server.RealEtcd;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that come and go in a file and in a real etcd, under requests. */
class DiscoveryTest {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> things = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : things.reversed()) {
            thing.close();
        }
    }

    private RealNginx origin(String name) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        RealNginx origin = RealNginx.serving(own, "location / { return 200 " + name + "; }");
        things.add(origin);
        return origin;
    }

    private RunningTelpher telpher(String discover, String announce) throws Exception {
        RunningTelpher telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams: {web: {discover: %s, ramp: off}}
                routes: [{match: {path: /**}, to: web}]
                %s
                """.formatted(discover, announce));
        things.add(telpher);
        return telpher;
    }

    private void write(Path file, String text) throws Exception {
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void seen(RunningTelpher telpher, String answer) throws Exception {
        Eventually.see(() -> get(telpher.url("/")), answer::equals);
    }

    @Test
    void endpointsThatComeAndGoInAFileLoseNoRequest() throws Exception {
        RealNginx one = origin("one");
        RealNginx two = origin("two");
        Path file = folder.resolve("backends.yaml");
        write(file, "[\"" + one.address() + "\"]");
        RunningTelpher telpher = telpher("{file: " + file + "}", "");
        assertThat(get(telpher.url("/"))).isEqualTo("one");

        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        List<Integer> bad = new ArrayList<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try (RawClient client = telpher.connect()) {
                while (!enough.get()) {
                    int status =
                            client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status();
                    asked.incrementAndGet();
                    if (status != 200) {
                        bad.add(status);
                    }
                }
            } catch (Exception e) {
                bad.add(-1);
            }
        });
        for (int i = 0; i < 5; i++) {
            write(file, "- " + two.address());
            seen(telpher, "two");
            write(file, "[{address: \"" + one.address() + "\", weight: 2}]");
            seen(telpher, "one");
        }
        write(file, "- this is no list: [");
        Eventually.see(() -> telpher.metrics().sum("telpher_discovery_up", "upstream=\"web\""), up -> up == 0);
        seen(telpher, "one");
        enough.set(true);
        asking.join();
        assertThat(bad).isEmpty();
        assertThat(asked.get()).isPositive();
    }

    @Test
    void layerFourFindsItsEndpointsAsWell() throws Exception {
        RealNginx one = origin("one");
        Path file = folder.resolve("backends.yaml");
        write(file, "[\"" + one.address() + "\"]");
        RunningTelpher telpher = RunningTelpher.start(folder, """
                listeners: [{tcp: 127.0.0.1:0, to: web}]
                upstreams: {web: {discover: {file: %s}, ramp: off}}
                """.formatted(file));
        things.add(telpher);
        assertThat(get(telpher.url("/"))).isEqualTo("one");
    }

    @Test
    void whoAnnouncesItselfInEtcdIsSentRequestsAndTheLastListOutlivesTheRegistry() throws Exception {
        RealEtcd etcd = RealEtcd.start(folder);
        things.add(etcd);
        RealNginx one = origin("one");
        String at = "{etcd: /services/web, at: \"" + etcd.address() + "\"}";
        RunningTelpher reader = telpher(at, "");
        assertThat(RunningTelpher.status(reader.url("/"))).isEqualTo(503);

        Path list = folder.resolve("list.yaml");
        write(list, "[]");
        RunningTelpher announcer = telpher(
                "{file: " + list + "}",
                "announce: [{etcd: /services/web, at: \"" + etcd.address() + "\", address: \"" + one.address()
                        + "\"}]");
        seen(reader, "one");
        etcd.kill();
        Eventually.see(() -> reader.metrics().sum("telpher_discovery_up", "upstream=\"web\""), up -> up == 0);
        assertThat(get(reader.url("/"))).isEqualTo("one");
        assertThat(away(reader)).contains("/services/web at " + etcd.address() + " is away: ");
        etcd.again();
        Eventually.see(() -> reader.metrics().sum("telpher_discovery_up", "upstream=\"web\""), up -> up == 1);
        assertThat(get(reader.url("/"))).isEqualTo("one");
        assertThat(away(reader)).isEqualTo("null");
        announcer.close();
        Eventually.see(() -> RunningTelpher.status(reader.url("/")), status -> status == 503);
    }

    /** What the admin page says of the upstream's source. */
    private static String away(RunningTelpher telpher) throws Exception {
        String status = get("-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl("/status"));
        return RunningTelpher.json(status)
                .path("upstreams")
                .path(0)
                .path("away")
                .asText();
    }
}
