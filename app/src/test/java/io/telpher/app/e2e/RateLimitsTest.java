package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rate limits as curl and h2load meet them. Periods are so long that no machine is slow enough to see their end. */
class RateLimitsTest {
    private static final Pattern STATUSES = Pattern.compile("status codes: (\\d+) 2xx, 0 3xx, (\\d+) 4xx, 0 5xx");

    @TempDir
    private static Path folder;

    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                trusted: [127.0.0.1]
                routes:
                  - match: {path: /few}
                    rate-limit: [{per: ip, limit: 3/day}, {per: global, limit: 1M/day}]
                    headers: {response: {set: {x-ours: "yes"}}}
                    respond: {status: 200, body: fine}
                  - match: {path: /many}
                    rate-limit: {per: route, limit: 500/day, algorithm: token-bucket, burst: 500}
                    respond: {status: 200, body: fine}
                  - match: {path: /queue}
                    rate-limit: {per: route, limit: 20/s, algorithm: leaky-bucket, burst: 5}
                    respond: {status: 200, body: fine}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        telpher.close();
    }

    private static String few(String client) throws Exception {
        return RunningTelpher.curl("-i", "-H", "X-Forwarded-For: " + client, telpher.url("/few"))
                .succeeded()
                .out();
    }

    @Test
    void curlIsToldOfItsLimitAndThenRefused() throws Exception {
        assertThat(few("192.0.2.1"))
                .startsWith("HTTP/1.1 200")
                .contains("x-ratelimit-limit: 3\r\n", "x-ratelimit-remaining: 2\r\n")
                .containsPattern("x-ratelimit-reset: \\d{10}\r\n")
                .contains("ratelimit-policy: \"ip\";q=3;w=86400, \"global\";q=1000000;w=86400\r\n");
        few("192.0.2.1");
        few("192.0.2.1");
        assertThat(few("192.0.2.1"))
                .startsWith("HTTP/1.1 429")
                .contains("x-ratelimit-remaining: 0\r\n", "x-ours: yes\r\n", "\"status\":429")
                .containsPattern("retry-after: \\d{5}\r\n");
        assertThat(few("192.0.2.2")).as("another client").startsWith("HTTP/1.1 200");
    }

    @Test
    void aConnectionGoesOnAfterARefusalEvenIfTheRequestHasABody() throws Exception {
        try (RawClient client = telpher.connect()) {
            for (int i = 0; i < 6; i++) {
                RawMessage answer = client.exchange("POST /few HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\n"
                        + "Content-Length: 5\r\n\r\nhello");
                assertThat(answer.status()).isEqualTo(i < 3 ? 200 : 429);
            }
        }
    }

    @Test
    void h2loadGetsWhatTheBucketHoldsAndNoMore() throws Exception {
        Tool.Result load = Tool.run("h2load", "-n", "2000", "-c", "4", "-m", "8", telpher.url("/many"))
                .succeeded();
        Matcher statuses = STATUSES.matcher(load.out());
        assertThat(statuses.find()).as(load.out()).isTrue();
        assertThat(Integer.parseInt(statuses.group(1)))
                .as("one more comes every three minutes")
                .isBetween(500, 502);
        assertThat(Integer.parseInt(statuses.group(1)) + Integer.parseInt(statuses.group(2)))
                .isEqualTo(2_000);
    }

    @Test
    void aQueueSpreadsWhatComesAtOnce() throws Exception {
        Tool.Result load = Tool.run("h2load", "-n", "6", "-c", "1", "-m", "6", telpher.url("/queue"))
                .succeeded();
        assertThat(load.out()).contains("status codes: 6 2xx");
        Matcher finished =
                Pattern.compile("finished in (\\d+(?:\\.\\d+)?)(ms|s)").matcher(load.out());
        assertThat(finished.find()).as(load.out()).isTrue();
        double seconds =
                Double.parseDouble(finished.group(1)) / (finished.group(2).equals("ms") ? 1_000 : 1);
        assertThat(seconds).as("five of them 50 ms after one another").isGreaterThan(0.24);
    }
}
