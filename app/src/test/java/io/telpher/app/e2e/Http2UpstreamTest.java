package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealGrpc;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams that speak HTTP/2: nginx, nghttpd, and another Telpher. */
class Http2UpstreamTest {
    @TempDir
    private Path folder;

    @Test
    void nginxIsSpokenToInHttp2WithAndWithoutTls() throws Exception {
        SelfSigned identity = SelfSigned.create(folder, "good.example");
        try (RealNginx nginx = RealNginx.configured(
                        folder, """
                        server { listen 127.0.0.1:${port} http2;
                                 location / { return 200 "by $server_protocol"; } }
                        server { listen 127.0.0.1:${portSecure} ssl http2; ssl_certificate CERT; ssl_certificate_key KEY;
                                 location / { return 200 "by $server_protocol"; } }
                        server { listen 127.0.0.1:${portOld} ssl; ssl_certificate CERT; ssl_certificate_key KEY;
                                 location / { return 200 "by $server_protocol"; } }
                        """.replace("CERT", identity.certificate().toString())
                                .replace("KEY", identity.key().toString()));
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams:
                          plain: {endpoints: ["127.0.0.1:%1$d"], protocol: http2}
                          asked: {endpoints: ["127.0.0.1:%2$d"], tls: {ca: %4$s, name: good.example}}
                          told: {endpoints: ["127.0.0.1:%2$d"], protocol: http1, tls: {ca: %4$s, name: good.example}}
                          old: {endpoints: ["127.0.0.1:%3$d"], tls: {ca: %4$s, name: good.example}}
                          deaf: {endpoints: ["127.0.0.1:%3$d"], protocol: http2, tls: {ca: %4$s, name: good.example}}
                        routes:
                          - {match: {path: /plain}, to: plain}
                          - {match: {path: /asked}, to: asked}
                          - {match: {path: /told}, to: told}
                          - {match: {path: /old}, to: old}
                          - {match: {path: /deaf}, to: deaf}
                        """.formatted(
                        nginx.port(), nginx.port("portSecure"), nginx.port("portOld"), identity.certificate()))) {
            assertThat(get(telpher.url("/plain"))).isEqualTo("by HTTP/2.0");
            assertThat(get(telpher.url("/asked"))).isEqualTo("by HTTP/2.0");
            assertThat(get(telpher.url("/told"))).isEqualTo("by HTTP/1.1");
            assertThat(get(telpher.url("/old"))).isEqualTo("by HTTP/1.1");
            assertThat(get(telpher.url("/old"))).isEqualTo("by HTTP/1.1");
            assertThat(RunningTelpher.status(telpher.url("/deaf"))).isEqualTo(502);
            assertThat(telpher.logged("/deaf").path("detail").asText()).contains("NO_APPLICATION_PROTOCOL");
        }
    }

    @Test
    void nghttpdServesManyRequestsOnAConnectionAndItsTrailersArrive() throws Exception {
        Files.writeString(folder.resolve("page"), "hello");
        int port = FreePorts.next();
        try (RealProcess nghttpd = RealProcess.start(
                        folder,
                        List.of("nghttpd", "--no-tls", "--trailer", "x-sum: 7", "-d", folder.toString(), "" + port));
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams: {nghttpd: {endpoints: ["127.0.0.1:%d"], protocol: http2}}
                        routes: [{match: {path: /**}, to: nghttpd}]
                        """.formatted(port))) {
            nghttpd.awaitPort(port);
            for (int i = 0; i < 50; i++) {
                assertThat(get(telpher.url("/page"))).isEqualTo("hello");
            }
            assertThat(Tool.run("nghttp", "-v", telpher.url("/page"))
                            .succeeded()
                            .out())
                    .contains("x-sum: 7");
            assertThat(telpher.metrics().sum("telpher_upstream_connections_made_total", "upstream=\"nghttpd\""))
                    .as("at most one a loop")
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aWebSocketIsAStreamWhereTheEndpointTakesIt() throws Exception {
        try (RawOrigin origin = RawOrigin.requests(EchoSocket::serve);
                RunningTelpher second = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams: {origin: {endpoints: ["127.0.0.1:%d"]}}
                        routes: [{match: {path: /**}, to: origin}]
                        """.formatted(origin.port()));
                RunningTelpher first = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams: {second: {endpoints: ["127.0.0.1:%d"], protocol: http2}}
                        routes: [{match: {path: /**}, to: second}]
                        """.formatted(second.port()));
                RawClient client = first.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            client.send(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'});
            assertThat(client.readExactly(4)).isEqualTo(new byte[] {(byte) 0x81, 2, 'h', 'i'});
            assertThat(second.metrics().sum("telpher_upstream_connections_made_total", "upstream=\"origin\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void theHealthServiceOfGrpcTellsWhoIsWell() throws Exception {
        try (RealGrpc grpc = RealGrpc.plain();
                RunningTelpher telpher = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        upstreams:
                          grpc:
                            endpoints: ["127.0.0.1:%d"]
                            protocol: http2
                            health: {grpc: test.Echo, interval: 50ms, timeout: 5s}
                        routes: [{match: {path: /**}, to: grpc}]
                        """.formatted(grpc.port()))) {
            String page = telpher.adminUrl("/metrics");
            grpc.serving("test.Echo", true);
            Eventually.see(() -> health(page), line -> line.endsWith(" 1") || line.endsWith(" 1.0"));
            grpc.serving("test.Echo", false);
            Eventually.see(() -> health(page), line -> line.endsWith(" 0") || line.endsWith(" 0.0"));
        }
    }

    private static String health(String page) throws InterruptedException {
        return get(page)
                .lines()
                .filter(line -> line.startsWith("telpher_endpoint_healthy"))
                .findFirst()
                .orElse("");
    }
}
