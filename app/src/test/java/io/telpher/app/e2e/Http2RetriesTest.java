package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealNginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retries and hedges where endpoints speak HTTP/2: an nginx, and a Telpher with an origin behind it. */
class Http2RetriesTest {
    @TempDir
    private Path folder;

    private final Map<String, RawMessage> arrived = new ConcurrentHashMap<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    private RawOrigin taking() throws Exception {
        return RawOrigin.requests((request, connection) -> {
            arrived.put(request.startLine().split(" ")[1], request);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
        });
    }

    private RunningTelpher behind(RawOrigin origin) throws Exception {
        return RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams: {origin: {endpoints: ["127.0.0.1:%d"]}}
                routes: [{match: {path: /**}, to: origin}]
                """.formatted(origin.port()));
    }

    private RunningTelpher before(RealNginx nginx, RunningTelpher second, String retry) throws Exception {
        return RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams: {both: {endpoints: ["127.0.0.1:%d", "127.0.0.1:%d"], protocol: http2, outliers: off}}
                routes: [{match: {path: /**}, retry: %s, to: both}]
                """.formatted(nginx.port(), second.port(), retry));
    }

    @Test
    void aBodyGoesToTheOtherEndpointAsItCame() throws Exception {
        Path body = folder.resolve("body");
        Files.writeString(body, "0123456789".repeat(5_000));
        try (RawOrigin origin = taking();
                RunningTelpher second = behind(origin);
                RealNginx nginx = RealNginx.configured(
                        folder, "server { listen 127.0.0.1:${port} http2; location / { return 503; } }");
                RunningTelpher first = before(nginx, second, "{attempts: 3, backoff: {base: 10ms}}")) {
            int again = 0;
            for (int i = 0; i < 8; i++) {
                String path = "/put" + i;
                String version = i % 2 == 0 ? "--http1.1" : "--http2-prior-knowledge";
                assertThat(RunningTelpher.status(version, "-T", body.toString(), first.url(path)))
                        .isEqualTo(200);
                assertThat(arrived.get(path).text()).isEqualTo(Files.readString(body));
                again += first.logged(path).path("attempts").asInt() - 1;
            }
            assertThat(again).as("those that met nginx first").isPositive();
        }
    }

    @Test
    void ofTwoStreamsTheFirstAnswerWinsAndTheOtherIsReset() throws Exception {
        try (RawOrigin origin = taking();
                RunningTelpher second = behind(origin);
                RawOrigin silent = RawOrigin.requests((_, connection) -> {
                    connection.readUntilClosed(); // by nginx, when its client's stream is reset
                    cancelled.countDown();
                });
                RealNginx nginx = RealNginx.configured(
                        folder,
                        "server { listen 127.0.0.1:${port} http2; location / { proxy_pass http://127.0.0.1:%d; } }"
                                .formatted(silent.port()));
                RunningTelpher first = before(nginx, second, "{attempts: 1, hedge: {after: 50ms}}")) {
            for (int i = 0; i < 4; i++) {
                assertThat(RunningTelpher.get(first.url("/get" + i))).isEqualTo("fine");
            }
            cancelled.await();
            assertThat(first.metrics().sum("telpher_hedges_total", "outcome=\"won\""))
                    .isPositive();
        }
    }
}
