package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.ConfigurationReader;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealHaproxy;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to upstreams that begin with a header of the PROXY protocol, as raw origins, haproxy and Telpher see them. */
class ProxyProtocolOutTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final byte[] LOCAL = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

    @TempDir
    private static Path folder;

    /** The line with which a connection begins, whose request is read and left to be answered. */
    private static String header(RawOrigin.Connection connection) throws Exception {
        String line = connection.readLine();
        connection.readHead();
        return line.strip();
    }

    private static RunningTelpher to(int port, String upstream) throws Exception {
        return RunningTelpher.start(folder, """
                listeners: [{http: 127.0.0.1:0}]
                upstreams: {origin: {endpoints: ["127.0.0.1:%d"], %s}}
                routes: [{match: {path: /**}, to: origin}]
                """.formatted(port, upstream));
    }

    private static RealHaproxy accepting(int behind) throws Exception {
        return RealHaproxy.configured(folder, """
                listen receiver
                    mode http
                    bind 127.0.0.1:${port} accept-proxy
                    http-request set-header X-Seen %%[src]
                    http-request set-header X-Name %%[fc_pp_authority]
                    http-request set-header X-Port %%[dst_port]
                    server behind 127.0.0.1:%d
                """.formatted(behind));
    }

    private static RealNginx echo() throws Exception {
        return RealNginx.configured(
                folder,
                "server { listen 127.0.0.1:${port}; location / { return 200 \"$http_x_seen $http_x_port\"; }"
                        + " location /name { return 200 \"$http_x_name\"; } }");
    }

    @Test
    void everyClientHasConnectionsOfItsOwnWhichServeItAgain() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    lines.add(header(connection));
                    connection.send(OK);
                    while (connection.readHead().startsWith("GET ")) {
                        connection.send(OK);
                    }
                });
                RunningTelpher telpher = to(origin.port(), "proxy-protocol: v1");
                RawClient client = telpher.connect()) {
            String request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
            assertThat(client.exchange(request).text()).isEqualTo("hi");
            assertThat(get("--interface", "127.0.0.2", telpher.url("/"), telpher.url("/")))
                    .isEqualTo("hihi");
            assertThat(client.exchange(request).text()).isEqualTo("hi");
            String first = "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.socket().getLocalPort() + " " + telpher.port();
            assertThat(get("--interface", "127.0.0.2", telpher.url("/"))).isEqualTo("hi");

            assertThat(lines).hasSize(3).startsWith(first);
            assertThat(lines.subList(1, 3)).allMatch(line -> line.startsWith("PROXY TCP4 127.0.0.2 127.0.0.1 "));
            assertThat(telpher.metrics().sum("telpher_upstream_connections_reused_total", "upstream=\"origin\""))
                    .isEqualTo(2);
        }
    }

    @Test
    void whomATrustedProxyForwardsIsNamedWithoutAPort() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    lines.add(header(connection));
                    connection.send(OK);
                });
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{http: 127.0.0.1:0}]
                        trusted: [127.0.0.0/8]
                        upstreams: {origin: {endpoints: ["127.0.0.1:%d"], proxy-protocol: v1}}
                        routes: [{match: {path: /**}, to: origin}]
                        """.formatted(origin.port()))) {
            assertThat(get("-H", "X-Forwarded-For: 2001:db8::7", telpher.url("/forwarded")))
                    .isEqualTo("hi");
            assertThat(lines).containsExactly("PROXY TCP6 2001:db8::7 ::ffff:127.0.0.1 0 " + telpher.port());
            assertThat(telpher.logged("/forwarded").path("client").asText()).isEqualTo("2001:db8::7");
        }
    }

    @Test
    void moreClientsThanConnectionsWaitForTheirOwn() throws Exception {
        try (RealNginx nginx = echo();
                RealHaproxy haproxy = accepting(nginx.port());
                RunningTelpher telpher = to(haproxy.port(), "proxy-protocol: v2, pool: {open: 1}")) {
            List<String> seen = new CopyOnWriteArrayList<>();
            List<Thread> clients = IntStream.range(2, 10)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> {
                        try {
                            String address = "127.0.0." + i;
                            String answer = get("--interface", address, telpher.url("/"));
                            seen.add(answer.equals(address + " " + telpher.port()) ? "own" : address + ": " + answer);
                        } catch (InterruptedException e) {
                            seen.add("interrupted");
                        }
                    }))
                    .toList();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(seen).hasSize(8).containsOnly("own");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void haproxySeesTheClient(String version) throws Exception {
        try (RealNginx nginx = echo();
                RealHaproxy haproxy = accepting(nginx.port());
                RunningTelpher telpher = to(haproxy.port(), "health: {http: /}, proxy-protocol: " + version)) {
            for (String client : List.of("127.0.0.2", "127.0.0.3", "127.0.0.2")) {
                assertThat(get("--interface", client, telpher.url("/"))).isEqualTo(client + " " + telpher.port());
            }
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_endpoint_healthy", "upstream=\"origin\""),
                    healthy -> healthy == 1);
        }
    }

    @Test
    void whatTlsAgreedUponIsToldByVersion2() throws Exception {
        try (RealNginx nginx = echo();
                RealHaproxy haproxy = accepting(nginx.port());
                RunningTelpher behind = RunningTelpher.start(folder, """
                        listeners: [{http: 127.0.0.1:0, proxy-protocol: {from: 127.0.0.0/8}}]
                        routes: [{match: {path: /**}, respond: {status: 200, body: "behind"}}]
                        """);
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{https: 127.0.0.1:0}]
                        upstreams:
                          haproxy: {endpoints: ["127.0.0.1:%d"], proxy-protocol: v2}
                          behind: {endpoints: ["127.0.0.1:%d"], proxy-protocol: v2}
                        routes:
                          - {match: {path: /name}, to: haproxy}
                          - {match: {path: /**}, to: behind}
                        """.formatted(haproxy.port(), behind.port()))) {
            String[] asked = {"--cacert", telpher.authority(), "https://localhost:" + telpher.port()};
            assertThat(get(asked[0], asked[1], asked[2] + "/name")).isEqualTo("localhost");
            assertThat(get(asked[0], asked[1], asked[2] + "/told")).isEqualTo("behind");
            assertThat(behind.logged("/told").path("front_name").asText()).isEqualTo("localhost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void telpherSeesTheClientBehindTls(String version) throws Exception {
        try (RunningTelpher behind = RunningTelpher.start(folder, """
                        listeners: [{https: 127.0.0.1:0, proxy-protocol: {from: 127.0.0.0/8}}]
                        routes: [{match: {path: /**}, respond: {status: 200, body: "behind"}}]
                        """);
                RunningTelpher telpher = to(
                        behind.port(),
                        "health: {http: /check, interval: 1s}, tls: {ca: %s, name: localhost}, proxy-protocol: %s"
                                .formatted(behind.authority(), version))) {
            assertThat(get("--interface", "127.0.0.2", telpher.url("/asked"))).isEqualTo("behind");
            assertThat(behind.logged("/asked").path("client").asText()).isEqualTo("127.0.0.2");
            assertThat(behind.logged("/check").path("client").asText()).isEqualTo("127.0.0.1");
            assertThat(behind.logged("/check").path("status").asInt()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"v1, {tcp: true}", "v2, {tcp: true}", "v1, {http: /}", "v2, {http: /}"})
    void healthChecksNameNobody(String version, String check) throws Exception {
        byte[] expected = version.equals("v1") ? "PROXY UNKNOWN\r\n".getBytes(US_ASCII) : LOCAL;
        List<String> seen = new CopyOnWriteArrayList<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    seen.add(HexFormat.of().formatHex(connection.readExactly(expected.length)));
                    if (check.equals("{tcp: true}")) {
                        seen.add(connection.isClosed() ? "closed" : "more");
                    } else {
                        seen.add(connection.readHead().startsWith("GET / ") ? "asked" : "else");
                        connection.send(OK);
                    }
                });
                RunningTelpher telpher = to(origin.port(), "health: " + check + ", proxy-protocol: " + version)) {
            Eventually.see(() -> seen, both -> both.size() >= 2);
            assertThat(seen.subList(0, 2))
                    .containsExactly(
                            HexFormat.of().formatHex(expected), check.equals("{tcp: true}") ? "closed" : "asked");
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_endpoint_healthy", "upstream=\"origin\""),
                    healthy -> healthy == 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proxy-protocol: v3 | v1",
                "proxy-protocol: true | v1",
                "'protocol: http2, proxy-protocol: v2' | leave out \"protocol: http2\" or \"proxy-protocol\"",
                "'tls: {}, health: {grpc: \"\"}, proxy-protocol: v2' | HTTP/2",
            })
    void whatCannotBeIsRefused(String upstream, String why) {
        assertThat(ConfigurationReader.read("test.yaml", """
                        listeners: [{http: 0}]
                        upstreams: {origin: {endpoints: ["127.0.0.1:1"], %s}}
                        routes: [{match: {path: /**}, to: origin}]
                        """.formatted(upstream))
                        .problems()
                        .toString())
                .contains(why);
    }
}
