package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What curl sees of a route with {@code idempotency}, and how often the origin is asked. */
class IdempotencyTest {
    @TempDir
    private Path folder;

    private final Map<String, AtomicInteger> executions = new ConcurrentHashMap<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private RawOrigin origin;
    private RunningTelpher telpher;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.requests(this::answer);
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams: {payments: {endpoints: [ORIGIN]}}
                routes: [{match: {path: /**}, idempotency: {}, to: payments}]
                """.replace("ORIGIN", origin.address()));
    }

    @AfterEach
    void stop() throws IOException {
        goOn.countDown();
        telpher.close();
        origin.close();
    }

    private void answer(RawMessage request, RawOrigin.Connection connection) throws Exception {
        String path = request.startLine().split(" ")[1];
        int times = executions.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
        if (path.equals("/slow")) {
            goOn.await();
        }
        if (path.equals("/breaks") && times == 1) {
            connection.reset();
            return;
        }
        String text = "payment " + times + " of " + request.text();
        connection.send("HTTP/1.1 201 Created\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    private int executions(String path) {
        AtomicInteger count = executions.get(path);
        return count == null ? 0 : count.get();
    }

    private Tool.Result pay(String path, String key, String body) throws InterruptedException {
        return RunningTelpher.curl("-i", "-H", "Idempotency-Key: " + key, "-d", body, telpher.url(path));
    }

    @Test
    void aPaymentIsMadeOnce() throws Exception {
        assertThat(pay("/pay", "k1", "10").out()).startsWith("HTTP/1.1 201").endsWith("payment 1 of 10");
        assertThat(pay("/pay", "k1", "10").out())
                .startsWith("HTTP/1.1 201")
                .contains("idempotent-replayed: true")
                .endsWith("payment 1 of 10");
        assertThat(pay("/pay", "k1", "11").out()).startsWith("HTTP/1.1 422");
        assertThat(pay("/pay", "k2", "10").out()).endsWith("payment 2 of 10");
        assertThat(executions("/pay")).isEqualTo(2);
        assertThat(telpher.metrics().sum("telpher_idempotency_total", "outcome=\"repeated\""))
                .isEqualTo(1);
    }

    @Test
    void thoseWhoComeMeanwhileWaitForTheFirst() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Tool.Result>> answers = IntStream.range(0, 5)
                    .mapToObj(_ -> clients.submit(() -> pay("/slow", "k", "10")))
                    .toList();
            Eventually.see(() -> executions("/slow"), count -> count == 1);
            goOn.countDown();
            for (Future<Tool.Result> answer : answers) {
                assertThat(answer.get().out()).startsWith("HTTP/1.1 201").endsWith("payment 1 of 10");
            }
        }
        assertThat(executions("/slow")).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesFindsItsPaymentMade() throws Exception {
        Tool.Result left =
                RunningTelpher.curl("--max-time", "1", "-H", "Idempotency-Key: k", "-d", "10", telpher.url("/slow"));
        assertThat(left.exit()).as("curl's time-out").isEqualTo(28);
        goOn.countDown();
        assertThat(pay("/slow", "k", "10").out())
                .contains("idempotent-replayed")
                .endsWith("payment 1 of 10");
        assertThat(executions("/slow")).isEqualTo(1);
    }

    @Test
    void aPaymentThatBrokeOffIsMadeByTheNext() throws Exception {
        assertThat(pay("/breaks", "k", "10").out()).startsWith("HTTP/1.1 502");
        assertThat(pay("/breaks", "k", "10").out()).endsWith("payment 2 of 10");
    }
}
