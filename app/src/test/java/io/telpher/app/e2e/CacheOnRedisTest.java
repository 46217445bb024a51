package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of Telpher that keep responses together in a real Redis, with real curl and an origin that counts. */
@Tag("slow")
class CacheOnRedisTest {
    /** What the keys of the cache {@code default} begin with. */
    static final String ROOM = "{objects:default}";

    @TempDir
    private Path folder;

    final AtomicInteger asked = new AtomicInteger();
    private RawOrigin origin;
    RedisServers redis;
    TelpherProcess one;
    TelpherProcess two;

    RedisServers servers(Path directory) throws Exception {
        return RealRedis.start(directory);
    }

    /** A cache beside the one that is called {@code default}. */
    String second() throws InterruptedException {
        return "second";
    }

    @BeforeEach
    void start() throws Exception {
        redis = servers(folder);
        origin = RawOrigin.requests((request, connection) -> {
            String body = "answer " + asked.incrementAndGet() + ' ' + "x".repeat(200_000);
            connection.send(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nETag: \"1\"\r\nCache-Tag: news\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
        });
        one = telpher("one");
        two = telpher("two");
        for (TelpherProcess node : new TelpherProcess[] {one, two}) {
            node.awaitStores();
        }
    }

    @AfterEach
    void stop() throws Exception {
        one.close();
        two.close();
        origin.close();
        redis.close();
    }

    private TelpherProcess telpher(String name) throws Exception {
        return TelpherProcess.start(folder, name, """
                listeners: [{http: "127.0.0.1:PORT"}]
                stores: {shared: {REDIS, timeout: 10s, connect-timeout: 10s}}
                upstreams: {site: {endpoints: [ORIGIN]}}
                caches:
                  default: {memory: 16MiB, shared: {store: shared, size: 64MiB}}
                  SECOND: {memory: 16MiB, shared: {store: shared, size: 64MiB}}
                routes:
                  - {match: {path: /**}, cache: {}, to: site}
                  - {match: {path: /second/**}, cache: {in: SECOND}, to: site}
                """.replace("REDIS", redis.keys())
                .replace("SECOND", second())
                .replace("ORIGIN", origin.address()));
    }

    /** The beginning of the body, and what Cache-Status says. */
    static String ask(TelpherProcess node, String path) throws Exception {
        Tool.Result curl = Tool.run("curl", "-sS", "-i", "-m", "60", "-H", "Host: news.example", node.url(path))
                .succeeded();
        String body = curl.out().substring(curl.out().indexOf("answer "));
        assertThat(body).hasSize("answer ".length() + body.split(" ")[1].length() + 1 + 200_000);
        String status = curl.out()
                .lines()
                .filter(line -> line.startsWith("cache-status:"))
                .findFirst()
                .orElseThrow();
        return body.split(" ")[1] + (status.contains("; hit") ? " hit" : " " + status);
    }

    static String purge(TelpherProcess node, String what) throws Exception {
        String token = Files.readString(node.state().resolve("admin-token")).strip();
        return RunningTelpher.get(
                "-m",
                "60",
                "-H",
                "Authorization: Bearer " + token,
                "-d",
                what,
                "http://127.0.0.1:" + node.adminPort() + "/cache/purge");
    }

    static void stored(TelpherProcess node, int count) throws Exception {
        Eventually.see(
                () -> node.metrics().sum("telpher_cache_shared_total", "outcome=\"stored\""), seen -> seen == count);
    }

    @Test
    void theSecondAnswersFromWhatTheFirstHasStoredAndGoesOnWithoutRedis() throws Exception {
        assertThat(ask(one, "/a")).startsWith("1 ").doesNotEndWith("hit");
        stored(one, 1);
        assertThat(ask(two, "/a")).isEqualTo("1 hit");
        assertThat(two.metrics().sum("telpher_cache_shared_total", "outcome=\"found\""))
                .isEqualTo(1);
        assertThat(ask(two, "/a")).as("from its memory now").isEqualTo("1 hit");
        assertThat(two.metrics().sum("telpher_cache_shared_total", "outcome=\"found\""))
                .isEqualTo(1);
        assertThat(asked).hasValue(1);

        redis.kill();
        assertThat(ask(two, "/a")).isEqualTo("1 hit");
        assertThat(ask(two, "/b")).startsWith("2 ").doesNotEndWith("hit");
        assertThat(ask(two, "/b")).isEqualTo("2 hit");
        assertThat(two.metrics().sum("telpher_cache_shared_total", "outcome=\"away\""))
                .isPositive();
    }

    @Test
    void aPurgeOfOneIsForBothWhereTheyShare() throws Exception {
        ask(one, "/a");
        stored(one, 1);
        assertThat(purge(two, "{\"tag\": \"news\"}")).contains("\"nodes\":\"alone\"", "\"shared\":\"purged\"");

        assertThat(ask(two, "/a")).startsWith("2 ").doesNotEndWith("hit");
    }

    /** The exit code of {@code telpher cache purge}. */
    private static int cli(TelpherProcess node, String... what) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.telpher.app.Main",
                "cache",
                "purge",
                "--state",
                node.state().toString(),
                "--admin",
                "127.0.0.1:" + node.adminPort()));
        words.addAll(List.of(what));
        return Tool.run(words.toArray(String[]::new)).exit();
    }

    @Test
    void aPurgeThatCannotReachWhatNodesShareSaysSoAndIsDoneWhenItCan() throws Exception {
        ask(one, "/a");
        stored(one, 1);
        RealRedis hung = redis.primaryOf(ROOM);
        Tool.run("kill", "-STOP", Long.toString(hung.process().pid())).succeeded();
        try {
            assertThat(purge(one, "{\"tag\": \"news\"}")).contains("\"shared\":\"waiting\"");
            assertThat(cli(one, "--tag", "news")).isEqualTo(4);
        } finally {
            Tool.run("kill", "-CONT", Long.toString(hung.process().pid())).succeeded();
        }
        Eventually.see(
                () -> purge(one, "{\"url\": \"http://news.example/none\"}"),
                answer -> answer.contains("\"shared\":\"purged\""));
        assertThat(cli(one, "--url", "http://news.example/none")).isZero();

        assertThat(ask(two, "/a")).startsWith("2 ").doesNotEndWith("hit");
    }
}
