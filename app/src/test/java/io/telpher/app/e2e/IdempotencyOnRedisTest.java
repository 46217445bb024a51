package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of Telpher that share keys on a real Redis. */
@Tag("slow")
class IdempotencyOnRedisTest {
    @TempDir
    private Path folder;

    private final AtomicInteger executions = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);

    RedisServers servers(Path directory) throws Exception {
        return RealRedis.start(directory);
    }

    private RealProcess telpher(String name, int port, RedisServers redis, RawOrigin origin) throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), """
                listeners: [{http: "127.0.0.1:PORT"}]
                stores: {shared: {REDIS, timeout: 10s, connect-timeout: 10s}}
                upstreams: {payments: {endpoints: [ORIGIN]}}
                routes:
                  - match: {path: /**}
                    idempotency: {store: shared, scope: route}
                    to: payments
                """.replace("PORT", Integer.toString(port))
                .replace("REDIS", redis.keys())
                .replace("ORIGIN", origin.address()));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.telpher.app.Main",
                "run",
                file.toString(),
                "--state",
                folder.resolve(name).toString(),
                "--admin",
                "127.0.0.1:" + FreePorts.next()));
        RealProcess process = RealProcess.start(folder, command);
        process.awaitOutput("Telpher is up");
        return process;
    }

    private static Tool.Result pay(int port, String path, String body) throws InterruptedException {
        return RunningTelpher.curl("-i", "-H", "Idempotency-Key: k", "-d", body, "http://127.0.0.1:" + port + path);
    }

    @Test
    void aPaymentIsMadeOnceWhicheverProcessIsAsked() throws Exception {
        int one = FreePorts.next();
        int other = FreePorts.next();
        try (RedisServers redis = servers(folder);
                RawOrigin origin = RawOrigin.requests((request, connection) -> {
                    int times = executions.incrementAndGet();
                    if (request.startLine().contains("/slow")) {
                        goOn.await();
                    }
                    String text = "payment " + times;
                    connection.send("HTTP/1.1 201 Created\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
                });
                RealProcess first = telpher("one", one, redis, origin);
                RealProcess second = telpher("other", other, redis, origin);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(List.of(first.isAlive(), second.isAlive())).containsOnly(true);
            Eventually.see(() -> pay(one, "/pay", "10").out(), answer -> answer.endsWith("payment 1"));
            String repeated =
                    Eventually.see(() -> pay(other, "/pay", "10").out(), answer -> !answer.startsWith("HTTP/1.1 503"));
            assertThat(repeated).contains("idempotent-replayed: true").endsWith("payment 1");
            assertThat(pay(other, "/pay", "11").out()).startsWith("HTTP/1.1 422");

            Future<Tool.Result> slow = clients.submit(() ->
                    RunningTelpher.curl("-H", "Idempotency-Key: s", "-d", "1", "http://127.0.0.1:" + one + "/slow"));
            Eventually.see(executions::get, count -> count == 2);
            Future<Tool.Result> waits = clients.submit(() ->
                    RunningTelpher.curl("-H", "Idempotency-Key: s", "-d", "1", "http://127.0.0.1:" + other + "/slow"));
            goOn.countDown();
            assertThat(slow.get().out()).isEqualTo("payment 2");
            assertThat(waits.get().out()).isEqualTo("payment 2");
            assertThat(executions).hasValue(2);
        }
        assertThat(executions).hasValue(2);
    }
}
