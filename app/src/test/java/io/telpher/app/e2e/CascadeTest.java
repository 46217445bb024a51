package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C calls B, B calls A, and A hangs: three processes. Without a breaker each call that needs A holds a thread of B and of C
 * until B's patience ends; with one only the first few do. Printed as a table.
 */
@Tag("slow")
class CascadeTest {
    private static final int CALLERS = 8;
    private static final int CALLS = 5;

    @TempDir
    private Path folder;

    private final StringBuilder table = new StringBuilder("%-8s %-28s %-28s %s%n"
            .formatted("breaker", "what needs A", "what does not", "seconds of threads held by it at B, C"));

    /** What clients saw: of calls that need A, and of those that do not. */
    private record Seen(ConcurrentLinkedQueue<Integer> needing, ConcurrentLinkedQueue<Integer> own) {}

    @Test
    void aHungServiceIsFeltByItsCallersOnlyUntilABreakerIsOpen() throws Exception {
        double without = held("off", CALLERS * CALLS);
        double with = held("on", 5 + CALLERS); // five open it, and as many as were under way
        System.out.println(table);
        assertThat(with).as("%s", table).isLessThan(without / 2);
    }

    /** How long threads of B were held, in seconds. */
    private double held(String breaker, int slowMax) throws Exception {
        try (TelpherProcess a = service("a-" + breaker, "routes: [{match: {path: /**}, respond: 200}]");
                TelpherProcess b = service("b-" + breaker, """
                        upstreams:
                          a: {endpoints: ["ADDRESS"], timeout: {read: 1s}, outliers: off GUARD}
                        routes:
                          - {match: {path: /a}, to: a}
                          - {match: {path: /own}, respond: 200}
                        """.replace("ADDRESS", a.address())
                        .replace("GUARD", breaker.equals("on") ? ", breaker: {}" : ""));
                TelpherProcess c = service("c-" + breaker, """
                        upstreams: {b: {endpoints: ["ADDRESS"], outliers: off}}
                        routes: [{match: {path: /a}, to: b}, {match: {path: /own}, to: b}]
                        """.replace("ADDRESS", b.address()))) {
            assertThat(RunningTelpher.status(c.url("/a"))).isEqualTo(200);
            signal(a, "STOP");
            try {
                Seen seen = ask(c);
                long slow =
                        seen.needing.stream().filter(status -> status == 504).count();
                long refused =
                        seen.needing.stream().filter(status -> status == 503).count();
                double atB = seconds(b, "/a");
                table.append("%-8s %-28s %-28s %.1f, %.1f%n"
                        .formatted(
                                breaker,
                                "504: " + slow + ", 503 at once: " + refused,
                                "200: "
                                        + seen.own.stream()
                                                .filter(status -> status == 200)
                                                .count() + " of " + seen.own.size(),
                                atB,
                                seconds(c, "/a")));
                assertThat(seen.own).as("%s", table).containsOnly(200);
                assertThat(slow + refused).as("%s", table).isEqualTo(CALLERS * CALLS);
                assertThat(slow).as("%s", table).isBetween(breaker.equals("on") ? 5L : slowMax, (long) slowMax);
                return atB;
            } finally {
                signal(a, "CONT");
            }
        }
    }

    private TelpherProcess service(String name, String rest) throws Exception {
        return TelpherProcess.start(folder, name, "listeners: [{http: PORT}]\n" + rest);
    }

    private static Seen ask(TelpherProcess c) throws InterruptedException {
        Seen seen = new Seen(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int call = 0; call < CALLS; call++) {
                        seen.needing.add(RunningTelpher.status(c.url("/a")));
                        seen.own.add(RunningTelpher.status(c.url("/own")));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return seen;
    }

    /** The sum of what requests of a route took. */
    private static double seconds(TelpherProcess telpher, String route) throws InterruptedException {
        return telpher.metrics().sum("telpher_http_request_duration_seconds_sum", "route=\"" + route + "\"");
    }

    private static void signal(TelpherProcess telpher, String name) throws InterruptedException {
        Tool.run("kill", "-" + name, Long.toString(telpher.process().pid()));
    }
}
