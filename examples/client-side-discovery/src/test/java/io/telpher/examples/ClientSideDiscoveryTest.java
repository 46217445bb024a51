package io.telpher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealEtcd;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSideDiscoveryTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

    @Test
    void theClientFollowsTheEndpointsAndUsesAllOfThem(@TempDir Path folder) throws Exception {
        try (RealEtcd etcd = RealEtcd.start(folder);
                RawOrigin one = RawOrigin.answering(ANSWER + "one");
                RawOrigin two = RawOrigin.answering(ANSWER + "two");
                var client = new ClientSideDiscovery(etcd.address(), "/services/web")) {
            etcd.ctl("put", "/services/web/one", one.address());
            Eventually.see(client::available, Boolean::booleanValue);
            assertThat(client.get("/")).isEqualTo("one");
            etcd.ctl("put", "/services/web/two", two.address());
            Set<String> seen = new TreeSet<>();
            Eventually.see(
                    () -> {
                        seen.add(client.get("/"));
                        return seen;
                    },
                    Set.of("one", "two")::equals);
            etcd.ctl("del", "/services/web/one");
            Eventually.see(() -> client.get("/") + client.get("/") + client.get("/"), "twotwotwo"::equals);
        }
    }
}
