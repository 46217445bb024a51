package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Waiter;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients see while servers are killed, hung, slowed, reset connections and refuse them: only what the policies
 * promise, and nothing once the trouble is noticed. Telpher and three nginx are processes; the outcome is printed as a table.
 */
@Tag("slow")
class ChaosTest {
    private static final int CLIENTS = 8;
    private static final int CALM = 300;
    private static final long PULSE_NANOS = 150_000_000L;

    @TempDir
    private Path folder;

    private final Loops loops = new Loops(Transport.best(), 1);
    private final Waiter waiter = new Waiter(loops.all().getFirst());
    private final List<RealNginx> servers = new ArrayList<>();
    private final StringBuilder table = new StringBuilder();
    private TelpherProcess telpher;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            Path own = Files.createDirectory(folder.resolve("nginx-" + i));
            servers.add(RealNginx.serving(own, """
                    reset_timedout_connection on;
                    location /health { return 200 well; }
                    location / { if (-f $document_root/broken) { return 444; } return 200 fine; }
                    """));
        }
        table.append("%-28s %-44s %s%n".formatted("trouble", "promised", "seen"));
    }

    /** Starts Telpher with further keys of its upstream and of its route. */
    private void telpher(String upstream, String route) throws Exception {
        String addresses =
                String.join(", ", servers.stream().map(RealNginx::address).toList());
        telpher = TelpherProcess.start(folder, "telpher", """
                listeners: [{http: PORT}]
                upstreams:
                  web:
                    endpoints: [ADDRESSES]
                    health: {http: /health, interval: 1s, timeout: 1s}
                    outliers: {time: 10s}
                    ramp: off
                    UPSTREAM
                routes:
                  - match: {path: /**}
                    timeout: {request: 5s}
                    ROUTE
                    to: web
                """.replace("ADDRESSES", addresses)
                .replace("UPSTREAM", upstream)
                .replace("ROUTE", route));
    }

    @AfterEach
    void stop() {
        for (RealNginx server : servers) {
            signal(server, "CONT");
            signal(server, "KILL");
            server.close();
        }
        if (telpher != null) {
            telpher.close();
        }
        loops.close();
    }

    @Test
    void clientsSeeWhatThePoliciesPromiseAndNothingElse() throws Exception {
        telpher("", "");
        try (Clients clients = new Clients()) {
            clients.calm("none", "200 only");

            // A kill breaks what is under way there; from then on the port refuses, and refused calls go elsewhere.
            signal(servers.getFirst(), "KILL");
            await(servers.getFirst(), 0);
            clients.judge("one killed, until noticed", "200; 502 for at most what was under way", CLIENTS, "502");
            clients.calm("one killed, noticed", "200 only");
            restart(0);
            clients.judge("restarted", "200 only", 0);

            // Whoever asked the one that hangs is answered when the deadline has passed.
            signal(servers.get(1), "STOP");
            await(servers.get(1), 0);
            ended(servers.get(1));
            clients.atRest();
            clients.judge("one hung, until noticed", "200; 504 for who asked it before", 2 * CLIENTS, "504");
            clients.calm("one hung, noticed", "200 only");
            signal(servers.get(1), "CONT");
            await(servers.get(1), 1);
            clients.judge("goes on", "200 only", 0);

            try (Pulses _ = new Pulses(servers.get(1))) {
                clients.calm("one slowed by turns", "200 only, later");
            }

            Path broken = folder.resolve("nginx-2/broken");
            Files.createFile(broken);
            await(servers.get(2), 0);
            clients.judge(
                    "one resets, until ejected", "200; 502 for 5 in a row and what is under way", 5 + CLIENTS, "502");
            Files.delete(broken);
            await(servers.get(2), 1);
            clients.atRest();
            clients.judge("comes back", "200 only, or 502 while it reset", 5 + CLIENTS, "502");
            clients.calm("all well", "200 only");

            servers.forEach(server -> signal(server, "KILL"));
            clients.atRest();
            clients.judge("all killed", "502, 503", Integer.MAX_VALUE, "502", "503");
            for (int i = 0; i < 3; i++) {
                restart(i);
            }
            clients.judge("all restarted, until noticed", "200; 502, 503 until then", Integer.MAX_VALUE, "502", "503");
            clients.calm("all restarted, noticed", "200 only");
        } finally {
            System.out.println(table);
        }
    }

    @Test
    void withRetriesAndBreakersTheySeeNothingWhileAnotherServerIsThere() throws Exception {
        telpher(
                "breaker: {open: 2s}",
                "retry: {attempts: 3, per-try: 1s, backoff: {base: 10ms, max: 100ms}, budget: {free: 100}}");
        try (Clients clients = new Clients()) {
            clients.calm("none", "200 only");

            signal(servers.getFirst(), "KILL");
            await(servers.getFirst(), 0);
            clients.judge("one killed, until noticed", "200 only: tried elsewhere", 0);
            clients.calm("one killed, refusing", "200 only");
            restart(0);
            clients.judge("restarted", "200 only", 0);

            signal(servers.get(1), "STOP");
            await(servers.get(1), 0);
            ended(servers.get(1));
            clients.judge("one hung", "200 only: tried elsewhere after per-try", 0);
            signal(servers.get(1), "CONT");
            await(servers.get(1), 1);
            clients.judge("goes on", "200 only", 0);

            try (Pulses _ = new Pulses(servers.get(1))) {
                clients.calm("one slowed by turns", "200 only, later");
            }

            Path broken = folder.resolve("nginx-2/broken");
            Files.createFile(broken);
            await(servers.get(2), 0);
            clients.judge("one resets, until ejected", "200 only: tried elsewhere", 0);
            clients.calm("one resets, ejected", "200 only");
            Files.delete(broken);
            await(servers.get(2), 1);
            clients.judge("comes back", "200 only", 0);

            servers.forEach(server -> signal(server, "KILL"));
            clients.atRest();
            clients.judge("all killed", "502; 503 once the breaker is open", Integer.MAX_VALUE, "502", "503");
            Eventually.see(() -> telpher.metrics().sum("telpher_upstream_breaker_opened_total"), opened -> opened >= 1);
            for (int i = 0; i < 3; i++) {
                restart(i);
            }
            Eventually.see(() -> telpher.metrics().sum("telpher_upstream_breaker_state"), state -> state == 0);
            clients.judge("all restarted, until noticed", "200; 502, 503 until then", Integer.MAX_VALUE, "502", "503");
            clients.calm("all restarted, noticed", "200 only");
        } finally {
            System.out.println(table);
        }
    }

    /** Sends a signal to a server and to its workers. */
    private static void signal(RealNginx server, String name) {
        ProcessHandle.of(server.process().pid()).ifPresent(master -> {
            List<ProcessHandle> all =
                    Stream.concat(Stream.of(master), master.descendants()).toList();
            for (ProcessHandle one : all) {
                try {
                    Tool.run("kill", "-" + name, Long.toString(one.pid()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    /** The same server on the same port. */
    private void restart(int index) throws Exception {
        RealNginx old = servers.get(index);
        old.close();
        servers.set(index, old.again());
        await(servers.get(index), 1);
    }

    /** Waits until Telpher sends a server work, or does not. */
    private void await(RealNginx server, int healthy) throws Exception {
        Eventually.see(
                () -> telpher.metrics().sum("telpher_endpoint_healthy", "endpoint=\"" + server.address() + "\""),
                seen -> seen == healthy);
    }

    /** Waits until nothing is under way at a server. */
    private void ended(RealNginx server) throws Exception {
        Eventually.see(
                () -> telpher.metrics().sum("telpher_endpoint_in_flight", "endpoint=\"" + server.address() + "\""),
                seen -> seen == 0);
    }

    /** Stops a server and lets it go on, by turns, in a process of its own. */
    private final class Pulses implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Pulses(RealNginx server) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    while (!over.get()) {
                        signal(server, "STOP");
                        waiter.sleep(PULSE_NANOS);
                        signal(server, "CONT");
                        waiter.sleep(PULSE_NANOS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }

    /** Clients that ask again and again, each on a connection of its own, and note every outcome. */
    private final class Clients implements AutoCloseable {
        private final Map<String, AtomicLong> seen = new TreeMap<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong asked = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();

        Clients() {
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(Thread.ofVirtual().start(this::ask));
            }
        }

        private void ask() {
            while (!over.get()) {
                note(once());
            }
        }

        private String once() {
            try (RawClient client = RawClient.plain(telpher.port())) {
                client.socket().setSoTimeout(60_000);
                return Integer.toString(client.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                        .status());
            } catch (IOException | AssertionError e) {
                return "no answer";
            }
        }

        private synchronized void note(String outcome) {
            seen.computeIfAbsent(outcome, key -> new AtomicLong()).incrementAndGet();
            asked.incrementAndGet();
        }

        /** Waits until every client has begun anew since. */
        void atRest() throws Exception {
            long before = asked.get();
            Eventually.see(asked::get, now -> now >= before + 4L * CLIENTS);
        }

        /** From here on for some hundred requests. */
        void calm(String trouble, String promised) throws Exception {
            atRest();
            take();
            long before = asked.get();
            Eventually.see(asked::get, now -> now >= before + CALM);
            judge(trouble, promised, 0);
        }

        private synchronized Map<String, Long> take() {
            Map<String, Long> counts = new TreeMap<>();
            seen.forEach((outcome, count) -> counts.put(outcome, count.get()));
            seen.clear();
            return counts;
        }

        /** What was seen since the last time: 200, and of these failures at most so many. */
        void judge(String trouble, String promised, int most, String... failures) {
            Map<String, Long> counts = take();
            table.append("%-28s %-44s %s%n".formatted(trouble, promised, counts));
            long failed = 0;
            for (Map.Entry<String, Long> count : counts.entrySet()) {
                if (!count.getKey().equals("200")) {
                    assertThat(failures).as("%s%n%s", trouble, table).contains(count.getKey());
                    failed += count.getValue();
                }
            }
            assertThat(failed).as("%s%n%s", trouble, table).isLessThanOrEqualTo(most);
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
