package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealMariadb;
import io.telpher.testkit.server.RealMemcached;
import io.telpher.testkit.server.RealPostgres;
import io.telpher.testkit.server.RealRabbit;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RealSmtp;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that speak no HTTP, each with its own client through Telpher and checked in its own words. */
@Tag("slow")
class ServersBehindTest {
    @TempDir
    private static Path folder;

    private static RunningTelpher before(int port, String health) throws Exception {
        return RunningTelpher.start(folder, """
                listeners: [{tcp: 127.0.0.1:0, to: server}]
                upstreams: {server: {endpoints: ["127.0.0.1:%d"], health: {%s: {}, interval: 1s}}}
                """.formatted(port, health));
    }

    private static void awaitHealthy(RunningTelpher telpher, int wanted) throws Exception {
        Eventually.see(
                () -> telpher.metrics().sum("telpher_endpoint_healthy", "upstream=\"server\""),
                healthy -> healthy == wanted);
    }

    @Test
    void redis() throws Exception {
        try (RealRedis redis = RealRedis.start(folder);
                RunningTelpher telpher = before(redis.port(), "redis")) {
            String port = Integer.toString(telpher.port());
            assertThat(Tool.run("redis-cli", "-p", port, "set", "a", "b")
                            .succeeded()
                            .out())
                    .contains("OK");
            assertThat(redis.cli("get", "a")).isEqualTo("b");
            Tool.run("redis-benchmark", "-p", port, "-t", "get,set", "-n", "2000", "-P", "16", "-q")
                    .succeeded();
            awaitHealthy(telpher, 1);
            redis.kill();
            awaitHealthy(telpher, 0);
        }
    }

    @Test
    void postgresql() throws Exception {
        try (RealPostgres postgres = RealPostgres.start(folder);
                RunningTelpher telpher = before(postgres.port(), "postgres")) {
            assertThat(RealPostgres.psql(telpher.port(), "select sum(i) from generate_series(1, 100000) as i"))
                    .isEqualTo("5000050000");
            assertThat(RealPostgres.psql(telpher.port(), "select repeat('x', 1000000)"))
                    .hasSize(1_000_000);
            awaitHealthy(telpher, 1);
        }
    }

    @Test
    void mariadb() throws Exception {
        try (RealMariadb mariadb = RealMariadb.start(folder);
                RunningTelpher telpher = before(mariadb.port(), "mysql")) {
            assertThat(RealMariadb.mysql(telpher.port(), "select 6 * 7")).isEqualTo("42");
            awaitHealthy(telpher, 1);
            // So many checks would have shut us out if they broke handshakes off.
            Eventually.see(
                    () -> Integer.parseInt(RealMariadb.mysql(
                            telpher.port(),
                            "select variable_value from information_schema.global_status where variable_name ="
                                    + " 'aborted_connects'")),
                    aborted -> aborted >= 5);
            assertThat(RealMariadb.mysql(telpher.port(), "select 'still'")).isEqualTo("still");
            awaitHealthy(telpher, 1);
        }
    }

    @Test
    void rabbitmq() throws Exception {
        try (RealRabbit rabbit = RealRabbit.start(folder);
                RunningTelpher telpher = before(rabbit.port(), "amqp")) {
            String url = "amqp://guest:guest@127.0.0.1:" + telpher.port();
            Tool.run("amqp-declare-queue", "-u", url, "-q", "letters").succeeded();
            Tool.run("amqp-publish", "-u", url, "-r", "letters", "-b", "hello").succeeded();
            assertThat(Tool.run("amqp-get", "-u", url, "-q", "letters")
                            .succeeded()
                            .out())
                    .isEqualTo("hello");
            awaitHealthy(telpher, 1);
        }
    }

    @Test
    void memcached() throws Exception {
        try (RealMemcached memcached = RealMemcached.start(folder);
                RunningTelpher telpher = before(memcached.port(), "memcached")) {
            String servers = "--servers=127.0.0.1:" + telpher.port();
            Path letter = Files.writeString(folder.resolve("note"), "dear reader ".repeat(10_000));
            Tool.run("memccp", servers, letter.toString()).succeeded();
            assertThat(Tool.run("memccat", servers, "note").succeeded().out().strip())
                    .isEqualTo(Files.readString(letter).strip());
            awaitHealthy(telpher, 1);
            memcached.kill();
            awaitHealthy(telpher, 0);
        }
    }

    @Test
    void smtp() throws Exception {
        try (RealSmtp smtp = RealSmtp.start(folder);
                RunningTelpher telpher = before(smtp.port(), "smtp")) {
            Path letter = Files.writeString(folder.resolve("letter"), "Subject: one\r\n\r\ndear reader\r\n");
            RunningTelpher.curl(
                            "smtp://127.0.0.1:" + telpher.port(),
                            "--mail-from",
                            "a@example.com",
                            "--mail-rcpt",
                            "b@example.com",
                            "-T",
                            letter.toString())
                    .succeeded();
            assertThat(smtp.mail()).contains("dear reader");
            awaitHealthy(telpher, 1);
        }
    }
}
