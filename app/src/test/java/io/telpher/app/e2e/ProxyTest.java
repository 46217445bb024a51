package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static io.telpher.app.e2e.RunningTelpher.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealNginx;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 through the whole program to a real nginx, and to an origin that shows what it was sent. */
class ProxyTest {
    private static final long LARGE_BYTES = 100L << 20;
    private static final String SEEN = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s";

    @TempDir
    private static Path folder;

    private static RealNginx nginx;
    private static RawOrigin mirror;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectory(folder.resolve("upload"));
        Files.createDirectory(folder.resolve("site"));
        Files.writeString(folder.resolve("site/letters.txt"), "abcdefghijklmnopqrstuvwxyz");
        Files.writeString(folder.resolve("hello.txt"), "hello ".repeat(1000));
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            file.setLength(LARGE_BYTES);
            for (long at = 0; at < LARGE_BYTES; at += 1 << 16) { // else holes: each block must be another
                file.seek(at);
                file.writeLong(at);
            }
        }
        nginx = RealNginx.serving(folder, """
                gzip on; gzip_proxied any; gzip_types text/plain; gzip_min_length 1; client_max_body_size 0;
                location /upload/ { dav_methods PUT DELETE; create_full_put_path on; }
                location /options { add_header Allow "GET, OPTIONS"; return 204; }
                location /health { return 200 fine; }
                """);
        mirror = RawOrigin.requests((request, connection) ->
                connection.send(SEEN.formatted(request.toString().length(), request.toString())));
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  nginx: {endpoints: [NGINX], health: {http: /health, interval: 1s, timeout: 1s}}
                  mirror: {endpoints: [MIRROR]}
                routes:
                  - match: {path: /**}
                    to: nginx
                  - match: {path: /mirror/**}
                    to: mirror
                  - match: {path: /other-host}
                    host: inner.example:81
                    to: mirror
                  - match: {path: /site/**}
                    rewrite: {strip-prefix: /site}
                    files: SITE
                """.replace("NGINX", nginx.address())
                .replace("MIRROR", mirror.address())
                .replace("SITE", folder.resolve("site").toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        mirror.close();
        nginx.close();
    }

    @Test
    void aPageOfNginxComesThroughAndIsLogged() throws Exception {
        assertThat(get(telpher.url("/hello.txt?q=1&token=abc")))
                .startsWith("hello hello")
                .hasSize(6000);
        JsonNode line = telpher.logged(one -> one.path("query").asText().startsWith("q=1"));
        assertThat(line.path("reason").asText()).isEqualTo("ok");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("response_bytes").asLong()).isEqualTo(6000);
        assertThat(line.path("endpoint").asText()).isEqualTo(nginx.address());
        assertThat(line.path("query").asText()).isEqualTo("q=1&token=***");
        for (String phase : new String[] {"total_ms", "wait_ms", "connect_ms", "first_byte_ms", "transfer_ms"}) {
            assertThat(line.path(phase).isNumber()).as("%s in %s", phase, line).isTrue();
        }
    }

    @Test
    void headHasTheFieldsOfGetAndNoBody() throws Exception {
        Tool.Result head = curl("-I", telpher.url("/hello.txt")).succeeded();
        assertThat(head.out()).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 6000\r\n");
    }

    @Test
    void optionsGoesToTheOrigin() throws Exception {
        Tool.Result answer =
                curl("-i", "-X", "OPTIONS", telpher.url("/options")).succeeded();
        assertThat(answer.out()).startsWith("HTTP/1.1 204").containsIgnoringCase("allow: GET, OPTIONS");
    }

    @Test
    void theOriginsCompressionIsPassedOnAsItIs() throws Exception {
        Tool.Result packed = curl("-i", "-H", "Accept-Encoding: gzip", telpher.url("/hello.txt"))
                .succeeded();
        assertThat(packed.out()).containsIgnoringCase("content-encoding: gzip").doesNotContain("hello hello");
        assertThat(get("--compressed", telpher.url("/hello.txt"))).hasSize(6000);
    }

    @Test
    void hundredMegabytesComeDownWhole() throws Exception {
        Path got = folder.resolve("got");
        curl("-o", got.toString(), telpher.url("/large")).succeeded();
        assertThat(sum(got)).isEqualTo(sum(folder.resolve("large")));
    }

    @Test
    void hundredMegabytesGoUpWhole() throws Exception {
        String file = folder.resolve("large").toString();
        assertThat(status("-T", file, telpher.url("/upload/plain"))).isEqualTo(201);
        assertThat(sum(folder.resolve("upload/plain"))).isEqualTo(sum(folder.resolve("large")));
        assertThat(telpher.logged("/upload/plain").path("request_bytes").asLong())
                .isEqualTo(LARGE_BYTES);
    }

    @Test
    void aChunkedUploadGoesThrough() throws Exception {
        String file = folder.resolve("hello.txt").toString();
        assertThat(status("-T", file, "-H", "Transfer-Encoding: chunked", telpher.url("/upload/chunked")))
                .isEqualTo(201);
        assertThat(folder.resolve("upload/chunked")).hasSameBinaryContentAs(folder.resolve("hello.txt"));
    }

    @Test
    void whoExpectsHundredContinueGetsIt() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send(
                    "PUT /upload/expected HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readResponse().status()).isEqualTo(100);
            client.send("after");
            assertThat(client.readResponse().status()).isEqualTo(201);
        }
        assertThat(folder.resolve("upload/expected")).hasContent("after");
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /mirror/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /site/letters.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /mirror/4 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse().text()).startsWith("GET /mirror/1 ");
            assertThat(client.readResponse().status()).isEqualTo(404);
            assertThat(client.readResponse().text()).isEqualTo("abcdefghijklmnopqrstuvwxyz");
            assertThat(client.readResponse().text()).startsWith("GET /mirror/4 ");
        }
    }

    @Test
    void theOriginSeesWhoAskedWhomAndHow() throws Exception {
        RawMessage seen = seen("-H", "Host: shop.example", telpher.url("/mirror/x"));
        assertThat(seen.all("host")).containsExactly("shop.example");
        assertThat(seen.all("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(seen.all("x-forwarded-proto")).containsExactly("http");
        assertThat(seen.all("x-forwarded-host")).containsExactly("shop.example");
        assertThat(seen.first("forwarded")).contains("for=127.0.0.1", "proto=http", "host=\"shop.example\"");
        assertThat(seen.all("via")).containsExactly("1.1 telpher");
        assertThat(seen.has("connection")).isFalse();
    }

    @Test
    void nobodyIsBelievedWhoIsNotTrusted() throws Exception {
        RawMessage seen = seen(
                "-H",
                "X-Forwarded-For: 6.6.6.6",
                "-H",
                "Forwarded: for=6.6.6.6",
                "-H",
                "X_Real_IP: 6.6.6.6",
                "-H",
                "X-Forwarded-Proto: https",
                telpher.url("/mirror/spoofed"));
        assertThat(seen.toString()).doesNotContain("6.6.6.6");
        assertThat(seen.all("x-forwarded-proto")).containsExactly("http");
        assertThat(telpher.logged("/mirror/spoofed").path("client").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void anotherHostIsAskedForAndTheClientsIsTold() throws Exception {
        RawMessage seen = seen("-H", "Host: outer.example", telpher.url("/other-host"));
        assertThat(seen.all("host")).containsExactly("inner.example:81");
        assertThat(seen.all("x-forwarded-host")).containsExactly("outer.example");
    }

    private static RawMessage seen(String... words) throws InterruptedException {
        return new RawMessage(get(words), "", java.util.List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-4:abcde", "5-9:fghij", "-3:xyz", "20-:uvwxyz"})
    void aRangeOfAFileIsServed(String rangeAndText) throws Exception {
        String[] parts = rangeAndText.split(":");
        Tool.Result answer = curl("-i", "-H", "Range: bytes=" + parts[0], telpher.url("/site/letters.txt"))
                .succeeded();
        assertThat(answer.out()).startsWith("HTTP/1.1 206").contains("/26\r\n").endsWith("\r\n\r\n" + parts[1]);
    }

    @Test
    void aRangeBehindTheEndIsRefused() throws Exception {
        assertThat(status("-H", "Range: bytes=100-", telpher.url("/site/letters.txt")))
                .isEqualTo(416);
    }

    @Test
    void whatLiesOutsideOfTheDirectoryIsNotThere() throws Exception {
        assertThat(status("--path-as-is", telpher.url("/site/../../hello.txt"))).isIn(400, 404);
        assertThat(status("--path-as-is", telpher.url("/site/%2e%2e/hello.txt")))
                .isIn(400, 404, 200);
        assertThat(get("--path-as-is", telpher.url("/site/..%2fnginx.conf"))).doesNotContain("worker_processes");
    }

    private static String sum(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
