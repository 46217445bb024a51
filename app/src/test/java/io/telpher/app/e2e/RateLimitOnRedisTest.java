package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of Telpher that count together on a real Redis, while it is there, is killed, and comes back. */
@Tag("slow")
class RateLimitOnRedisTest {
    private static final int LIMIT = 300;
    private static final int EACH = 400;
    private static final Pattern STATUSES = Pattern.compile("status codes: (\\d+) 2xx, 0 3xx, (\\d+) 4xx, 0 5xx");
    private static final Pattern REMAINING = Pattern.compile("200 OK(?s:.*)x-ratelimit-remaining: (\\d+)\r\n");

    @TempDir
    private Path folder;

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private RealRedis redis;
    private TelpherProcess one;
    private TelpherProcess other;

    @BeforeEach
    void start() throws Exception {
        redis = RealRedis.start(folder);
        one = telpher("one");
        other = telpher("other");
        connected(true);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {one, other, redis, clients}) {
            if (each != null) {
                each.close();
            }
        }
    }

    private TelpherProcess telpher(String name) throws Exception {
        StringBuilder routes = new StringBuilder();
        for (String away : List.of("open", "closed", "local")) {
            routes.append("""
                      - match: {path: /AWAY}
                        rate-limit: {name: AWAY, per: route, limit: LIMIT/day, algorithm: sliding-log, store: shared, on-failure: AWAY, nodes: 2}
                        respond: {status: 200, body: fine}
                    """.replace("LIMIT", Integer.toString(LIMIT)).replace("AWAY", away));
        }
        return TelpherProcess.start(folder, name, """
                listeners: [{http: "127.0.0.1:PORT"}]
                stores: {shared: {redis: "REDIS", timeout: 10s, connect-timeout: 10s}}
                routes:
                """.replace("REDIS", redis.address()) + routes);
    }

    private void connected(boolean wanted) throws Exception {
        for (TelpherProcess each : List.of(one, other)) {
            Eventually.see(
                    () -> each.metrics().sum("telpher_store_connections", "store=\"shared\""),
                    open -> open > 0 == wanted);
        }
    }

    /** How many of very many are let in by one and the other, which are asked at once. */
    private List<Integer> passed(String path) throws Exception {
        Future<Integer> here = clients.submit(() -> load(one, path));
        Future<Integer> there = clients.submit(() -> load(other, path));
        return List.of(here.get(), there.get());
    }

    private static int load(TelpherProcess telpher, String path) throws InterruptedException {
        String out = Tool.run("h2load", "-n", Integer.toString(EACH), "-c", "4", "-m", "8", telpher.url(path))
                .succeeded()
                .out();
        Matcher statuses = STATUSES.matcher(out);
        assertThat(statuses.find()).as(out).isTrue();
        int passed = Integer.parseInt(statuses.group(1));
        assertThat(passed + Integer.parseInt(statuses.group(2))).as(out).isEqualTo(EACH);
        return passed;
    }

    private static int sum(List<Integer> passed) {
        return passed.getFirst() + passed.getLast();
    }

    /** Asks until the store has counted it, and returns what is left. */
    private static int counted(TelpherProcess telpher, String path) throws Exception {
        String answer = Eventually.see(
                () -> RunningTelpher.curl("-i", telpher.url(path)).succeeded().out(), RateLimitOnRedisTest::isCounted);
        return remaining(answer);
    }

    private static boolean isCounted(String answer) {
        int left = remaining(answer);
        return left >= 0 && left < LIMIT;
    }

    private static int remaining(String answer) {
        Matcher matcher = REMAINING.matcher(answer);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    @Test
    void togetherTheyLetInWhatTheLimitSaysAndWhileRedisIsAwayWhatWasDeclared() throws Exception {
        for (String path : List.of("/open", "/closed", "/local")) {
            assertThat(sum(passed(path))).as(path).isEqualTo(LIMIT);
        }
        assertThat(RunningTelpher.status(other.url("/open"))).isEqualTo(429);

        redis.kill();
        connected(false);
        assertThat(passed("/open")).containsExactly(EACH, EACH);
        assertThat(passed("/closed")).containsExactly(0, 0);
        assertThat(passed("/local"))
                .as("half of the limit for each of two nodes")
                .containsExactly(LIMIT / 2, LIMIT / 2);
        assertThat(one.metrics().sum("telpher_rate_limit_store_failures_total", "store=\"shared\""))
                .isPositive();

        redis.again();
        connected(true);
        for (String path : List.of("/open", "/closed", "/local")) {
            counted(one, path);
            int left = counted(other, path);
            assertThat(sum(passed(path))).as(path).isEqualTo(left);
        }
    }
}
