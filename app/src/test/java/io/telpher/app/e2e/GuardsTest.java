package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breakers, bulkheads, priorities and fallbacks of the whole program, as clients and origins see them. */
class GuardsTest {
    @TempDir
    private Path folder;

    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicInteger held = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private RawOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split(" ")[1];
            if (path.startsWith("/hang")) {
                held.incrementAndGet();
                released.await();
            }
            String status = failing.get() ? "500 Broken" : "200 OK";
            connection.send("HTTP/1.1 " + status + "\r\nContent-Length: 4\r\n\r\nbody");
        });
        open.add(origin);
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private RunningTelpher telpher(String yaml) throws Exception {
        RunningTelpher telpher = RunningTelpher.start(folder, yaml.replace("ORIGIN", origin.address()));
        open.add(telpher);
        return telpher;
    }

    private static RawMessage ask(RunningTelpher telpher, String path, String... fields) throws IOException {
        try (RawClient client = telpher.connect()) {
            StringBuilder more = new StringBuilder();
            for (String field : fields) {
                more.append(field).append("\r\n");
            }
            return client.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n");
        }
    }

    private static JsonNode status(RunningTelpher telpher) throws Exception {
        return RunningTelpher.json(
                RunningTelpher.get("-H", "Authorization: Bearer " + telpher.token(), telpher.adminUrl("/status")));
    }

    private static double metric(RunningTelpher telpher, String name, String... labels) throws Exception {
        return Exposition.parse(RunningTelpher.get(telpher.adminUrl("/metrics")))
                .sum(name, labels);
    }

    @Test
    void anUpstreamThatFailsIsNotAskedAnyMoreUntilItsTimeHasComeAndThenClosesAfterTwoSuccesses() throws Exception {
        RunningTelpher telpher = telpher("""
                listeners: [{http: 0}]
                upstreams:
                  users:
                    endpoints: [ORIGIN]
                    breaker: {open: 2s}
                routes: [{match: {path: /**}, to: users}]
                """);
        failing.set(true);
        for (int i = 0; i < 5; i++) {
            assertThat(ask(telpher, "/").status()).isEqualTo(500);
        }
        RawMessage refused = ask(telpher, "/");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.first("Retry-After")).isBetween("1", "2");
        assertThat(refused.first("Proxy-Status")).isEqualTo("telpher; error=destination_unavailable");
        assertThat(origin.requests()).hasSize(5);
        assertThat(status(telpher).at("/upstreams/0/breaker/state").asText()).isEqualTo("open");
        assertThat(status(telpher).at("/upstreams/0/endpoints/0/breaker/state").asText())
                .isEqualTo("open");
        assertThat(metric(telpher, "telpher_upstream_breaker_state", "upstream=\"users\""))
                .isEqualTo(2);
        assertThat(metric(telpher, "telpher_upstream_breaker_opened_total", "upstream=\"users\""))
                .isEqualTo(1);

        failing.set(false);
        Eventually.see(() -> ask(telpher, "/").status(), status -> status == 200);
        assertThat(ask(telpher, "/").status()).isEqualTo(200);
        Eventually.see(
                () -> status(telpher).at("/upstreams/0/breaker/state").asText(), state -> state.equals("closed"));
        assertThat(status(telpher).at("/upstreams/0/endpoints/0/breaker/state").asText())
                .isEqualTo("closed");
    }

    @Test
    void anEndpointThatFailsIsPassedOverWhileAnotherIsWell() throws Exception {
        try (RawOrigin bad = RawOrigin.answering("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n")) {
            RunningTelpher telpher = telpher("""
                    listeners: [{http: 0}]
                    upstreams:
                      users:
                        endpoints: [ORIGIN, BAD]
                        outliers: off
                        breaker: {failures: 3, share: 70%}
                    routes: [{match: {path: /**}, to: users}]
                    """.replace("BAD", bad.address()));
            int failed = 0;
            for (int i = 0; i < 40; i++) {
                failed += ask(telpher, "/").status() == 500 ? 1 : 0;
            }
            assertThat(failed).isEqualTo(3);
            assertThat(status(telpher).at("/upstreams/0/breaker/state").asText())
                    .isEqualTo("closed");
            assertThat(metric(telpher, "telpher_endpoint_breaker_state", "endpoint=\"" + bad.address() + "\""))
                    .isEqualTo(2);
        }
    }

    @Test
    void aFallbackAnswersWhatTheBreakerRefuses() throws Exception {
        int nobody = FreePorts.next();
        RunningTelpher telpher = telpher("""
                listeners: [{http: 0}]
                upstreams:
                  dead:
                    endpoints: ["127.0.0.1:NOBODY"]
                    breaker: {}
                    fallback: {to: spare}
                  spare:
                    endpoints: ["127.0.0.1:NOBODY"]
                    breaker: {failures: 1}
                    fallback: {respond: {status: 200, body: "from memory", fields: {X-From: memory}}}
                routes: [{match: {path: /**}, to: dead}]
                """.replace("NOBODY", Integer.toString(nobody)));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(telpher, "/").status()).isEqualTo(502);
        }
        assertThat(ask(telpher, "/").status()).isEqualTo(502); // the spare's own
        RawMessage answer = ask(telpher, "/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.first("X-From")).isEqualTo("memory");
        assertThat(answer.text()).isEqualTo("from memory");
        assertThat(metric(telpher, "telpher_upstream_fallback_total", "upstream=\"dead\""))
                .isEqualTo(2);
    }

    @Test
    void aDependencyThatHangsTakesItsShareAndTheOthersAreServed() throws Exception {
        RunningTelpher telpher = telpher("""
                listeners: [{http: 0}]
                upstreams:
                  b: {endpoints: [ORIGIN], pool: {open: 1000}, bulkhead: {concurrent: 30, waiting: 0}}
                  c: {endpoints: [ORIGIN], bulkhead: {concurrent: 30}}
                routes:
                  - {match: {path: /hang/**}, to: b}
                  - {match: {path: /c}, to: c}
                  - {match: {path: /own}, respond: 200}
                """);
        ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    statuses.add(ask(telpher, "/hang/x").status());
                } catch (IOException e) {
                    statuses.add(0);
                }
            }));
        }
        Eventually.see(statuses::size, size -> size == 30); // refused
        Eventually.see(held::get, count -> count == 30);
        assertThat(statuses).containsOnly(503);
        for (int i = 0; i < 35; i++) {
            assertThat(ask(telpher, "/c").status()).isEqualTo(200);
            assertThat(ask(telpher, "/own").status()).isEqualTo(200);
        }
        assertThat(status(telpher).at("/upstreams/0/bulkhead/used").asInt()).isEqualTo(30);
        assertThat(held.get()).isEqualTo(30);
        released.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(30);
        taken(telpher, 0);
    }

    @Test
    void thoseOfLowPriorityAreRefusedFirstAndWhatIsCriticalNever() throws Exception {
        RunningTelpher telpher = telpher("""
                listeners: [{http: 0}]
                upstreams:
                  b: {endpoints: [ORIGIN], bulkhead: {concurrent: 5, waiting: 0}}
                routes:
                  - {match: {path: /health}, priority: critical, to: b}
                  - {match: {path: /**}, priority: {header: X-Kind, values: {batch: low, vip: high}}, to: b}
                """);
        List<Thread> threads = new ArrayList<>();
        hang(telpher, 4, threads);
        assertThat(ask(telpher, "/", "X-Kind: batch").status()).isEqualTo(503);
        assertThat(ask(telpher, "/", "X-Kind: vip").status()).isEqualTo(200);
        taken(telpher, 4); // a place is given back after the client has seen the end
        assertThat(ask(telpher, "/").status()).isEqualTo(200);
        taken(telpher, 4);
        hang(telpher, 5, threads);
        RawMessage refused = ask(telpher, "/", "X-Kind: vip");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.first("Retry-After")).isEqualTo("1");
        assertThat(ask(telpher, "/health").status()).isEqualTo(200);
        assertThat(metric(telpher, "telpher_upstream_bulkhead_refused_total", "priority=\"low\"", "why=\"full\""))
                .isEqualTo(1);
        released.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void taken(RunningTelpher telpher, int places) throws Exception {
        Eventually.see(() -> status(telpher).at("/upstreams/0/bulkhead/used").asInt(), used -> used == places);
    }

    private void hang(RunningTelpher telpher, int until, List<Thread> threads) throws Exception {
        for (int i = held.get(); i < until; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    ask(telpher, "/hang/x");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        Eventually.see(held::get, count -> count == until);
    }

    @Test
    void whatIsOpenStaysOpenWhenAnotherConfigurationIsTaken() throws Exception {
        Path file = folder.resolve("telpher.yaml");
        String yaml = """
                listeners: [{http: 0}]
                upstreams:
                  users: {endpoints: [ORIGIN], breaker: {}, balance: random}
                routes: [{match: {path: /**}, to: users}]
                """.replace("ORIGIN", origin.address());
        Files.writeString(file, yaml);
        RunningTelpher telpher = RunningTelpher.ofFile(folder, file);
        open.add(telpher);
        failing.set(true);
        for (int i = 0; i < 5; i++) {
            ask(telpher, "/");
        }
        Files.writeString(file, yaml.replace("random", "round-robin"));
        assertThat(telpher.reload().taken()).isTrue();
        assertThat(ask(telpher, "/").status()).isEqualTo(503);
        assertThat(origin.requests()).hasSize(5);
    }

    @Test
    void aDeadServiceIsFeltByItsCallerOnlyOnceItsBreakerIsOpen() throws Exception { // A dead, B calls it, C calls B
        for (boolean guarded : new boolean[] {false, true}) {
            try (RawOrigin dead = RawOrigin.requests((_, connection) -> connection.stall())) {
                RunningTelpher b =
                        telpher("""
                        listeners: [{http: 0}]
                        upstreams:
                          a: {endpoints: [DEAD], timeout: {read: 300ms}, outliers: off GUARD}
                        routes:
                          - {match: {path: /a}, to: a}
                          - {match: {path: /own}, respond: 200}
                        """.replace("DEAD", dead.address()).replace("GUARD", guarded ? ", breaker: {}" : ""));
                RunningTelpher c = telpher("""
                        listeners: [{http: 0}]
                        upstreams: {b: {endpoints: ["127.0.0.1:PORT"], outliers: off}}
                        routes: [{match: {path: /**}, to: b}]
                        """.replace("PORT", Integer.toString(b.port())));
                int quick = 0;
                for (int i = 0; i < 20; i++) {
                    int status = ask(c, "/a").status();
                    assertThat(status).isIn(503, 504);
                    quick += status == 503 ? 1 : 0;
                    assertThat(ask(c, "/own").status()).isEqualTo(200);
                }
                System.out.printf(
                        "breaker %s: C and B answer 100%% of what does not need A; of 20 that do, %d held a thread of"
                                + " each for 300 ms%n",
                        guarded ? "on" : "off", 20 - quick);
                assertThat(dead.requests()).hasSize(guarded ? 5 : 20);
                assertThat(quick).isEqualTo(guarded ? 15 : 0);
            }
        }
    }
}
