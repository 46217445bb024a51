package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.server.RealHaproxy;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that begin with a header of the PROXY protocol, from curl, nginx and by hand. */
class ProxyProtocolTest {
    @TempDir
    private static Path folder;

    private static RealNginx origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RealNginx.configured(folder, """
                server { listen 127.0.0.1:${port};
                         location / { return 200 "$http_x_forwarded_for $http_x_forwarded_port $http_forwarded"; } }
                """);
        telpher = RunningTelpher.start(folder, """
                listeners:
                  - http: 127.0.0.1:0
                    proxy-protocol: {from: 127.0.0.0/8}
                    redirect: false
                  - https: 127.0.0.1:0
                    proxy-protocol: {from: 127.0.0.0/8, required: false}
                    connections: {per-address: 2}
                  - http: 127.0.0.1:0
                    proxy-protocol: {from: 192.0.2.0/24}
                    redirect: false
                  - http: 127.0.0.1:0
                    proxy-protocol: {from: 192.0.2.0/24, required: false}
                    redirect: false
                upstreams:
                  origin: {endpoints: ["127.0.0.1:%d"]}
                routes:
                  - {match: {path: /**}, to: origin}
                """.formatted(origin.port()));
    }

    @AfterAll
    static void stop() {
        telpher.close();
        origin.close();
    }

    private static String url(int listener, String path) {
        return (listener == 1 ? "https" : "http") + "://127.0.0.1:" + telpher.port(listener) + path;
    }

    /** The head of the answer to a request behind these bytes; empty if the connection was closed without one. */
    private static String answer(int listener, String header, String path) throws Exception {
        try (RawClient client = RawClient.plain(telpher.port(listener))) {
            client.send(header + "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            return client.readUntilClosed();
        }
    }

    @Test
    void theClientOfAHeaderIsTheOneThatLogAndUpstreamSee() throws Exception {
        String answer = answer(0, "PROXY TCP4 203.0.113.7 198.51.100.1 4711 80\r\n", "/v1");
        assertThat(answer).contains("203.0.113.7").contains("for=203.0.113.7");
        assertThat(telpher.logged("/v1").path("client").asText()).isEqualTo("203.0.113.7");
    }

    @Test
    void curlSpeaksItThroughTlsToo() throws Exception {
        assertThat(get("--haproxy-protocol", url(0, "/curl"))).startsWith("127.0.0.1");
        assertThat(get("--haproxy-protocol", "--cacert", telpher.authority(), url(1, "/curl-tls")))
                .startsWith("127.0.0.1");
        assertThat(get("--cacert", telpher.authority(), url(1, "/without"))).startsWith("127.0.0.1");
    }

    @Test
    void version2WithIpv6AndTlvsIsRead() throws Exception {
        String header = "\r\n\r\n\0\r\nQUIT\n" + "\u0021\u0021\0\u002b"
                + "\u0020\u0001\r\u00b8\0\0\0\0\0\0\0\0\0\0\0\u0001".repeat(2) + "\u0010\0\0\u0050"
                + "\u0002\0\u0004shop";
        assertThat(answer(0, header, "/v2")).contains("2001:db8::1");
        assertThat(telpher.logged("/v2").path("client").asText()).isEqualTo("2001:db8::1");
    }

    @Test
    void aHealthCheckOfTheProxyIsServedAsItsOwn() throws Exception {
        assertThat(answer(0, "\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0", "/local")).contains("127.0.0.1");
        assertThat(answer(0, "PROXY UNKNOWN\r\n", "/unknown")).contains("127.0.0.1");
    }

    @Test
    void aConnectionWithoutTheRequiredHeaderIsRefusedAndCounted() throws Exception {
        assertThat(curl(url(0, "/")).exit()).isNotZero();
        assertThat(curl("--haproxy-protocol", url(2, "/")).exit())
                .as("not believed")
                .isNotZero();
        assertThat(telpher.metrics().sum("telpher_connections_refused_total", "reason=\"proxy-header\""))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void aHeaderFromSomebodyWhoIsNotBelievedIsNoHeader() throws Exception {
        assertThat(answer(3, "PROXY TCP4 203.0.113.7 198.51.100.1 4711 80\r\n", "/spoofed"))
                .startsWith("HTTP/1.1 400");
        assertThat(get(url(3, "/plain"))).startsWith("127.0.0.1");
    }

    @Test
    void capsCountTheClientAndNotTheProxy() throws Exception {
        String one = "PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\r\n";
        try (RawClient first = RawClient.plain(telpher.port(1));
                RawClient second = RawClient.plain(telpher.port(1));
                RawClient third = RawClient.plain(telpher.port(1))) {
            first.send(one);
            second.send(one);
            third.send(one);
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_connections_refused_total", "reason=\"address-full\""),
                    count -> count == 1);
        }
        assertThat(get("--haproxy-protocol", "--cacert", telpher.authority(), url(1, "/other")))
                .startsWith("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,authority,unique-id"})
    void haproxyInFrontSaysWhoItsClientIs(String how) throws Exception {
        String path = "/haproxy-" + how.hashCode();
        try (RealHaproxy front = RealHaproxy.configured(folder, """
                listen front
                    bind 127.0.0.1:${port}
                    unique-id-format %%ci
                    server telpher 127.0.0.1:%d source 127.0.0.3 %s
                """.formatted(telpher.port(0), how))) {
            String answer = get("--interface", "127.0.0.2", "http://127.0.0.1:" + front.port() + path);
            assertThat(answer).startsWith("127.0.0.2");
            assertThat(telpher.logged(path).path("client").asText()).isEqualTo("127.0.0.2");
            String id = how.contains("unique-id") ? HexFormat.of().formatHex("127.0.0.2".getBytes(US_ASCII)) : "";
            assertThat(telpher.logged(path).path("front_id").asText()).isEqualTo(id);
        }
    }
}
