package io.telpher.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UrlProbeTest {
    @TempDir
    Path folder;

    private @Nullable HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void aPlainServerIsWalkedThroughToItsCacheHeaders() throws Exception {
        HttpServer plain = serve(HttpServer.create(local(), 0));

        Seen seen = probe("http://127.0.0.1:" + plain.getAddress().getPort() + "/a?b", null, null);

        assertThat(seen.exit).as(seen.text).isEqualTo(UrlProbe.SOUND);
        assertThat(seen.text)
                .contains(
                        "GET /a?b HTTP/1.1",
                        "IPv4",
                        "connected in",
                        "HTTP/1.1 200 OK",
                        "5 B",
                        "300 s (5 min) by max-age")
                .doesNotContain("TLS");
    }

    @Test
    void aNameIsLookedUp() throws Exception {
        HttpServer plain = serve(HttpServer.create(local(), 0));

        Seen seen = probe("http://localhost:" + plain.getAddress().getPort() + "/", null, null);

        assertThat(seen.text).contains("DNS", "127.0.0.1", "HTTP/1.1 200 OK");
    }

    @Test
    void anUnknownAuthorityIsMarkedAndEverythingIsStillShown() throws Exception {
        HttpServer tls = serveTls();

        Seen seen = probe("https://127.0.0.1:" + tls.getAddress().getPort() + "/", null, null);

        assertThat(seen.exit).as(seen.text).isEqualTo(UrlProbe.BROKEN);
        assertThat(seen.text)
                .contains(
                        "TLSv1.3",
                        "yes: TLS 1.3",
                        "FAIL: certificate signed by the intermediate: \"CN=",
                        "pass: domain matches: 127.0.0.1",
                        "HTTP/1.1 200 OK");
    }

    @Test
    void aGivenAuthorityIsTrusted() throws Exception {
        TestChain root = TestChain.root("Root");
        HttpServer tls = serveTls(root);
        Path file = folder.resolve("ca.pem");
        String base64 =
                Base64.getMimeEncoder().encodeToString(root.certificate().getEncoded());
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");

        Seen seen = probe("https://127.0.0.1:" + tls.getAddress().getPort() + "/", file, null);

        assertThat(seen.exit).as(seen.text).isEqualTo(UrlProbe.SOUND);
        assertThat(seen.text).contains("pass: root trusted: \"CN=Root\" is trusted here", "spoken by");
    }

    @Test
    void aRefusedConnectionEndsTheWalk() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        Seen seen = probe("http://127.0.0.1:" + port + "/", null, null);

        assertThat(seen.exit).isEqualTo(UrlProbe.BROKEN);
        assertThat(seen.text).contains("refused").doesNotContain("first byte");
    }

    @Test
    void whatIsNotHttpIsShownHarmlessly() throws Exception {
        assertThat(against("SSH-2.0-x\u001b[31m\r\n").text).contains("not an HTTP/1.1 answer: \"SSH-2.0-x\\x1b[31m\"");
        assertThat(against("").text).contains("the connection closed without an answer");
    }

    @Test
    void aBodyThatIsCutIsSaid() throws Exception {
        assertThat(against("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").text)
                .contains("6 bytes before the body");
    }

    @Test
    void plainTextInPlaceOfTlsIsSaid() throws Exception {
        Seen seen = against("https", "HTTP/1.1 400 Bad Request\r\n\r\n");

        assertThat(seen.exit).isEqualTo(UrlProbe.BROKEN);
        assertThat(seen.text).contains("the server does not speak TLS on this port");
    }

    @Test
    void aSilentServerEndsAtTheLimit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProbeOptions impatient =
                    new ProbeOptions(false, false, "GET", List.of(), null, TimeUnit.MILLISECONDS.toNanos(300), 1 << 20);
            Seen seen = probe("http://127.0.0.1:" + silent.getLocalPort() + "/", null, impatient);
            assertThat(seen.text).contains("no answer in time");
        }
    }

    @Test
    void aUrlThatLeadsNowhereIsRefused() throws Exception {
        assertThat(probe("ftp://a.example/", null, null).exit).isEqualTo(UrlProbe.MISUSED);
        assertThat(probe("http:///x", null, null).exit).isEqualTo(UrlProbe.MISUSED);
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private HttpServer serve(HttpServer created) {
        server = created;
        created.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Cache-Control", "max-age=300");
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        created.start();
        return created;
    }

    private HttpServer serveTls() throws Exception {
        return serveTls(TestChain.root("Root"));
    }

    private HttpServer serveTls(TestChain root) throws Exception {
        HttpsServer tls = HttpsServer.create(local(), 0);
        tls.setHttpsConfigurator(
                new HttpsConfigurator(root.leaf("server", "127.0.0.1").server()));
        return serve(tls);
    }

    private Seen against(String answer) throws Exception {
        return against("http", answer);
    }

    private Seen against(String scheme, String answer) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread once = Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                } catch (java.io.IOException e) {
                    // the probe went away
                }
            });
            Seen seen = probe(scheme + "://127.0.0.1:" + listener.getLocalPort() + "/", null, null);
            once.join();
            return seen;
        }
    }

    private record Seen(int exit, String text) {}

    private static Seen probe(String url, @Nullable Path authorities, @Nullable ProbeOptions options) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProbeOptions patient =
                new ProbeOptions(false, false, "GET", List.of(), authorities, TimeUnit.SECONDS.toNanos(60), 1 << 20);
        int exit = UrlProbe.run(
                URI.create(url),
                options == null ? patient : options,
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Seen(exit, bytes.toString(StandardCharsets.UTF_8));
    }
}
