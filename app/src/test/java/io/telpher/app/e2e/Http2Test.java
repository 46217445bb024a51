package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.Tool;
import io.telpher.testkit.browser.Chromium;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealNginx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 from real clients through the whole program to origins of HTTP/1.1. */
class Http2Test {
    private static final int LARGE_BYTES = 20 << 20;

    @TempDir
    private static Path folder;

    private static RealNginx nginx;
    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        byte[] large = new byte[LARGE_BYTES];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + (i >> 12)); // each block is another
        }
        Files.write(folder.resolve("large"), large);
        Files.write(folder.resolve("cut"), large);
        Files.writeString(folder.resolve("hello.txt"), "hello");
        Files.createDirectory(folder.resolve("upload"));
        nginx = RealNginx.serving(folder, """
                client_max_body_size 0;
                location /upload/ { dav_methods PUT; }
                """);
        origin = RawOrigin.requests(Http2Test::answer);
        telpher = RunningTelpher.start(
                folder, """
                listeners: [{https: 0, certificate: automatic}, {http: 0, redirect: false}]
                upstreams:
                  files: {endpoints: [FILES]}
                  origin: {endpoints: [ORIGIN]}
                routes:
                  - {match: {path: /**}, to: files}
                  - {match: {path: /page/**}, to: origin}
                """.replace("FILES", nginx.address()).replace("ORIGIN", origin.address()));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        origin.close();
        nginx.close();
    }

    private static void answer(RawMessage request, RawOrigin.Connection connection) throws Exception {
        switch (request.startLine().split(" ")[1]) {
            case "/page/socket" -> EchoSocket.serve(request, connection);
            case "/page/seen" -> {
                String seen = request.text() + request.trailers();
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + seen.length()
                        + "\r\n\r\n" + seen);
            }
            default ->
                connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<h1>a page</h1>");
        }
    }

    private static String secure(String path) {
        return "https://localhost:" + telpher.port(0) + path;
    }

    private static String plain(String path) {
        return "http://localhost:" + telpher.port(1) + path;
    }

    @Test
    void curlAgreesOnHttp2ByAlpn() throws Exception {
        assertThat(get("--cacert", telpher.authority(), "-w", " %{http_version}", secure("/hello.txt")))
                .isEqualTo("hello 2");
        assertThat(telpher.logged("/hello.txt").path("reason").asText()).isEqualTo("ok");
    }

    @Test
    void whoOffersOnlyHttp1IsServedByIt() throws Exception {
        assertThat(get("--cacert", telpher.authority(), "--http1.1", "-w", " %{http_version}", secure("/hello.txt")))
                .isEqualTo("hello 1.1");
    }

    @Test
    void curlSpeaksItOnPlainConnectionsWithoutAsking() throws Exception {
        assertThat(get("--http2-prior-knowledge", "-w", " %{http_version}", plain("/hello.txt")))
                .isEqualTo("hello 2");
        assertThat(get("--http2", "-w", " %{http_version}", plain("/hello.txt"))) // by Upgrade: not taken
                .isEqualTo("hello 1.1");
    }

    @Test
    void largeBodiesArriveAsTheyWereSentBothWays() throws Exception {
        Path down = folder.resolve("down");
        get("--cacert", telpher.authority(), "-o", down.toString(), secure("/large"));
        assertThat(Files.mismatch(down, folder.resolve("large"))).isEqualTo(-1);
        get("--http2-prior-knowledge", "-T", down.toString(), plain("/upload/up"));
        assertThat(Files.mismatch(down, folder.resolve("upload/up"))).isEqualTo(-1);
    }

    @Test
    void anInterruptedDownloadIsInTheLogAsTheClients() throws Exception {
        curl("--cacert", telpher.authority(), "--max-filesize", "1000", "-o", "/dev/null", secure("/cut"));
        assertThat(telpher.logged("/cut").path("reason").asText()).isEqualTo("client-closed");
    }

    @Test
    void nghttpGetsManyThingsOnOneConnection() throws Exception {
        List<String> command = new ArrayList<>(List.of("nghttp", "--no-verify-peer"));
        for (int i = 0; i < 30; i++) {
            command.add(secure("/hello.txt?" + i)); // it asks for the same thing only once
        }
        assertThat(Tool.run(command.toArray(String[]::new)).succeeded().out()).isEqualTo("hello".repeat(30));
    }

    @Test
    void h2loadSeesNoFailure() throws Exception {
        Tool.Result result = Tool.run("h2load", "-n", "5000", "-c", "4", "-m", "25", secure("/hello.txt"))
                .succeeded();
        assertThat(result.out()).contains("5000 succeeded, 0 failed, 0 errored");
        assertThat(telpher.metrics().sum("telpher_http2_streams_total")).isGreaterThanOrEqualTo(5000);
    }

    @Test
    void aBrowserSpeaksItAndOpensAWebSocketOverIt() throws Exception {
        try (Chromium browser = Chromium.start(folder, "--ignore-certificate-errors")) {
            browser.open(secure("/page/"));
            browser.await("document.querySelector('h1') !== null");
            assertThat(browser.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")
                            .asText())
                    .isEqualTo("h2");
            browser.evaluate("""
                    window.heard = [];
                    window.socket = new WebSocket('wss://' + location.host + '/page/socket');
                    socket.onmessage = message => heard.push(message.data);
                    socket.onclose = () => heard.push('closed');
                    socket.onopen = () => socket.send('one');
                    0""");
            browser.await("heard.includes('one')");
            browser.evaluate("socket.send('two'); 0");
            browser.await("heard.includes('two')");
            browser.evaluate("socket.close(); 0");
            browser.await("heard.includes('closed')");
        }
        JsonNode line = telpher.logged("/page/socket");
        assertThat(line.path("version").asText()).isEqualTo("HTTP/2");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("reason").asText()).isEqualTo("ok");
    }
}
