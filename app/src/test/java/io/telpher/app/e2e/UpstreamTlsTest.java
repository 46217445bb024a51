package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.server.RealNginx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS to an nginx with certificates of a local authority, good ones and bad ones. */
class UpstreamTlsTest {
    @TempDir
    private static Path folder;

    private static RealNginx nginx;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        Path good = Certified.file(folder.resolve("authority"), InstantSource.system(), "good.example");
        Path expired = Certified.file(
                folder.resolve("old-authority"),
                InstantSource.offset(InstantSource.system(), Duration.ofDays(-100)),
                "good.example");
        SelfSigned stranger = SelfSigned.create(folder, "good.example");
        nginx = RealNginx.configured(folder, """
                ssl_protocols TLSv1.2 TLSv1.3;
                server { listen 127.0.0.1:${port} ssl; ssl_certificate GOOD; ssl_certificate_key GOOD;
                         location / { return 200 "by $ssl_protocol for $ssl_server_name"; } }
                server { listen 127.0.0.1:${portStranger} ssl; ssl_certificate CERT; ssl_certificate_key KEY; }
                server { listen 127.0.0.1:${portExpired} ssl; ssl_certificate EXPIRED; ssl_certificate_key EXPIREDKEY; }
                server { listen 127.0.0.1:${portPlain}; }
                """.replace("GOOD", good.toString())
                .replace("CERT", stranger.certificate().toString())
                .replace("ssl_certificate_key KEY", "ssl_certificate_key " + stranger.key())
                .replace("EXPIREDKEY", expired.toString())
                .replace("EXPIRED", expired.toString()));
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  good: {endpoints: ["127.0.0.1:%1$d"], tls: {ca: %5$s, name: good.example}}
                  wrong-name: {endpoints: ["127.0.0.1:%1$d"], tls: {ca: %5$s, name: other.example}}
                  unknown: {endpoints: ["127.0.0.1:%2$d"], tls: {ca: %5$s, name: good.example}}
                  system: {endpoints: ["127.0.0.1:%1$d"], tls: {name: good.example}}
                  expired: {endpoints: ["127.0.0.1:%3$d"], tls: {ca: %6$s, name: good.example}}
                  plain: {endpoints: ["127.0.0.1:%4$d"], tls: {ca: %5$s, name: good.example}}
                  unchecked: {endpoints: ["127.0.0.1:%1$d"], tls: {verify: none}}
                routes:
                  - {match: {path: /good}, to: good}
                  - {match: {path: /wrong-name}, to: wrong-name}
                  - {match: {path: /unknown}, to: unknown}
                  - {match: {path: /system}, to: system}
                  - {match: {path: /expired}, to: expired}
                  - {match: {path: /plain}, to: plain}
                  - {match: {path: /unchecked}, to: unchecked}
                """.formatted(
                        nginx.port(),
                        nginx.port("portStranger"),
                        nginx.port("portExpired"),
                        nginx.port("portPlain"),
                        folder.resolve("authority/ca.crt"),
                        folder.resolve("old-authority/ca.crt")));
    }

    @AfterAll
    static void stop() {
        telpher.close();
        nginx.close();
    }

    @Test
    void anEndpointWithAGoodChainIsSpokenToByTls13WithItsName() throws Exception {
        assertThat(get(telpher.url("/good"))).isEqualTo("by TLSv1.3 for good.example");
    }

    @Test
    void whoAsksForNoChecksGetsNone() throws Exception {
        assertThat(get(telpher.url("/unchecked"))).startsWith("by TLSv1.3");
    }

    @ParameterizedTest
    @CsvSource({
        "/wrong-name, tls_certificate_error, other.example",
        "/unknown, tls_certificate_error, trust",
        "/system, tls_certificate_error, trust",
        "/expired, tls_certificate_error, expired",
        "/plain, tls_protocol_error, TLS failed",
    })
    void anEndpointThatCannotProveWhoItIsGetsNoRequest(String path, String error, String said) throws Exception {
        String answer = curl("-i", telpher.url(path)).succeeded().out();
        assertThat(answer)
                .startsWith("HTTP/1.1 502")
                .containsIgnoringCase("proxy-status: telpher")
                .contains("error=" + error);
        assertThat(telpher.logged(path).path("reason").asText()).isEqualTo("upstream-tls");
        assertThat(telpher.logged(path).path("failure").asText()).isEqualTo(error);
        assertThat(telpher.logged(path).path("detail").asText()).contains(said);
        assertThat(answer).as("what stands behind us is not told to clients").doesNotContain("127.0.0.1:");
    }
}
