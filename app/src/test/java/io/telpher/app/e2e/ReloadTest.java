package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.app.admin.Running.Reload;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration takes another's place while it serves. */
class ReloadTest {
    private static final String ASK = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    private Path folder;

    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private RawOrigin origin;
    private RunningTelpher telpher;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            if (request.startLine().contains("/slow")) {
                mayAnswer.await();
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\norigin");
        });
        write(proxying("", "{}"));
        telpher = RunningTelpher.ofFile(folder, file());
    }

    @AfterEach
    void stop() throws Exception {
        mayAnswer.countDown();
        telpher.close();
        origin.close();
    }

    private Path file() {
        return folder.resolve("telpher.yaml");
    }

    private void write(String yaml) throws Exception {
        Files.writeString(file(), yaml);
    }

    private String proxying(String listeners, String headers) {
        return """
                listeners: [{http: 0}LISTENERS]
                upstreams: {origin: {endpoints: [ORIGIN]}}
                routes: [{match: {path: /**}, headers: {response: HEADERS}, to: origin}]
                """.replace("LISTENERS", listeners).replace("HEADERS", headers).replace("ORIGIN", origin.address());
    }

    private static String answering(String listeners, String body) {
        return "listeners: [{http: 0}%s]\nroutes: [{match: {path: /**}, respond: {status: 200, body: %s}}]\n"
                .formatted(listeners, body);
    }

    private Reload reload(String yaml) throws Exception {
        write(yaml);
        return telpher.reload();
    }

    private void taken(String yaml) throws Exception {
        Reload reload = reload(yaml);
        assertThat(reload.taken()).as(reload.text()).isTrue();
    }

    @Test
    void theNextRequestOnTheSameConnectionMeetsTheNewRoutes() throws Exception {
        try (RawClient client = telpher.connect()) {
            assertThat(client.exchange(ASK).text()).isEqualTo("origin");
            taken(answering("", "new"));
            assertThat(client.exchange(ASK).text()).isEqualTo("new");
        }
    }

    @Test
    void connectionsToEndpointsLiveOnWhateverElseOfTheUpstreamChanges() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.exchange(ASK);
            taken(proxying("", "{set: {x-new: yes}}"));
            assertThat(client.exchange(ASK).first("x-new")).isEqualTo("yes");
            taken(proxying("", "{}").replace("[" + origin.address() + "]", "[" + origin.address() + ", \"[::1]:9\"]"));
            taken(proxying("", "{}"));
            client.exchange(ASK);
        }
        assertThat(origin.connections()).isEqualTo(1);
    }

    @Test
    void aRequestThatHasBegunEndsAsItBegan() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.see(() -> origin.requests().size(), seen -> seen == 1);
            taken(answering("", "new"));
            mayAnswer.countDown();
            assertThat(client.readResponse().text()).isEqualTo("origin");
            assertThat(client.exchange(ASK).text()).isEqualTo("new");
        }
    }

    @Test
    void aBrokenFileChangesNothingAndSaysWhy() throws Exception {
        Reload refused = reload("listeners: [{http: 0}]\nroutes: [{match: {path: /**}, too: nowhere}]\n");
        assertThat(refused.taken()).isFalse();
        assertThat(refused.text()).contains("telpher.yaml:2:", "too");
        assertThat(get(telpher.url("/"))).isEqualTo("origin");
        JsonNode status = status();
        assertThat(status.path("refused").path("why").asText()).contains("telpher.yaml:2:");
        assertThat(telpher.metrics().sum("telpher_reload_total", "result=\"refused\""))
                .isEqualTo(1);
        assertThat(telpher.metrics().sum("telpher_config_refused")).isEqualTo(1);

        taken(answering("", "new"));
        assertThat(status().has("refused")).isFalse();
        assertThat(status().path("digest").asText())
                .isNotEqualTo(status.path("digest").asText());
        assertThat(telpher.metrics().sum("telpher_config_refused")).isZero();
    }

    private JsonNode status() throws Exception {
        return RunningTelpher.json(get("-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl("/status")))
                .path("configuration");
    }

    @Test
    void aPortThatIsTakenRefusesTheWholeFile() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free = FreePorts.next();
            String listeners = ", {http: 127.0.0.1:%d}, {http: 127.0.0.1:%d}".formatted(free, taken.getLocalPort());
            Reload refused = reload(answering(listeners, "new"));
            assertThat(refused.taken()).isFalse();
            assertThat(refused.text()).contains("port " + taken.getLocalPort() + " is in use");
            assertThat(get(telpher.url("/"))).isEqualTo("origin");
            new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close(); // what was bound is free again
        }
    }

    @Test
    void aListenerThatGoesLetsItsConnectionsFinishAndOneThatComesServes() throws Exception {
        int first = FreePorts.next();
        int second = FreePorts.next();
        taken(proxying(", {http: 127.0.0.1:%d}".formatted(first), "{}"));
        try (RawClient client = RawClient.plain(first)) {
            client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            Eventually.see(() -> origin.requests().size(), seen -> seen == 1);
            taken(answering(", {http: 127.0.0.1:%d}".formatted(second), "new"));
            assertThat(get("http://127.0.0.1:" + second + "/")).isEqualTo("new");
            assertThat(RunningTelpher.curl("http://127.0.0.1:" + first + "/").exit())
                    .isEqualTo(7);
            mayAnswer.countDown();
            assertThat(client.readResponse().first("connection")).isEqualTo("close");
        }
        taken(answering(", {http: 127.0.0.1:%d}".formatted(first), "back"));
        assertThat(get("http://127.0.0.1:" + first + "/")).isEqualTo("back");
    }

    @Test
    void settingsOfAListenerChangeForThoseWhoComeAndNobodyIsSentAway() throws Exception {
        try (RawClient before = telpher.connect()) {
            assertThat(before.exchange(ASK).first("keep-alive")).isEqualTo("timeout=60");
            int port = telpher.port();
            taken(answering("", "new").replace("{http: 0}", "{http: 0, keep-alive: {idle: 7s}}"));
            assertThat(telpher.port()).isEqualTo(port);
            assertThat(before.exchange(ASK).text()).isEqualTo("new");
            try (RawClient after = telpher.connect()) {
                assertThat(after.exchange(ASK).first("keep-alive")).isEqualTo("timeout=7");
            }
        }
    }

    @Test
    void whoWasBelievedByRulesThatAreGoneFinishesAndConnectsAnew() throws Exception {
        String open = "{http: 0, proxy-protocol: {from: 10.0.0.0/8, required: false}}";
        taken(answering("", "old").replace("{http: 0}", open));
        try (RawClient before = telpher.connect()) {
            assertThat(before.exchange(ASK).text()).isEqualTo("old");
            taken(answering("", "same").replace("{http: 0}", open));
            assertThat(before.exchange(ASK).has("connection")).isFalse();
            taken(answering("", "new").replace("{http: 0}", open.replace("/8", "/16")));
            assertThat(before.isClosed()).isTrue();
        }
        assertThat(get(telpher.url("/"))).isEqualTo("new");
    }

    @Test
    void aFileThatIsWrittenAnewAndSaysTheSameIsNoChange() throws Exception {
        telpher.close();
        telpher = RunningTelpher.watching(folder, file());
        for (String yaml : List.of(proxying("", "{}"), proxying("", "{}"), answering("", "new"))) {
            Path next = Files.writeString(folder.resolve("next.yaml"), yaml);
            Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
            get(telpher.url("/")); // it has the time to see it
        }
        Eventually.see(() -> get(telpher.url("/")), "new"::equals);
        assertThat(telpher.metrics().sum("telpher_reload_total", "result=\"taken\""))
                .isEqualTo(1);
    }

    @Test
    void aReloadIsAskedForAtTheAdminPort() throws Exception {
        write(answering("", "new"));
        assertThat(get("-X", "POST", "-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl("/reload")))
                .contains("\"result\":\"taken\"");
        assertThat(get(telpher.url("/"))).isEqualTo("new");
    }
}
