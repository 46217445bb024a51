package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped, while many clients have it hold bytes that nobody takes. */
@Tag("slow")
class PinnedMemoryTest {
    private static final int CONNECTIONS = 100;
    private static final int STREAMS = 10;
    private static final int BYTES = 5_000_000;
    private static final int UPSTREAM_CONNECTIONS = 100; // the others wait
    private static final int WARM = 40_000;
    private static final int GOOD = 800;
    private static final int GOOD_CONNECTIONS = 8; // on every loop some
    private static final int GROWTH_MIB_MAX = 64;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WIDEST = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private final List<RawH2> attackers = new ArrayList<>();
    private RawOrigin stubborn;
    private RawOrigin good;
    private ShippedTelpher telpher;

    @BeforeEach
    void start() throws Exception {
        good = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "g".repeat(1_000));
        stubborn = RawOrigin.scripted(connection -> {
            if (connection.readHead().startsWith("GET")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n");
                connection.send("b".repeat(BYTES));
            }
            connection.stall();
        });
        telpher = ShippedTelpher.start(
                folder, """
                listeners:
                  - http: ${port}
                upstreams:
                  good: {endpoints: ["${good}"]}
                  stubborn: {endpoints: ["${stubborn}"]}
                routes:
                  - match: {path: /sink}
                    to: stubborn
                  - match: {path: /**}
                    to: good
                """.replace("${good}", good.address()).replace("${stubborn}", stubborn.address()));
    }

    @AfterEach
    void stop() throws Exception {
        for (RawH2 attacker : attackers) {
            attacker.close();
        }
        telpher.close();
        good.close();
        stubborn.close();
    }

    @Test
    void uploadsThatNobodyReadsPinLittleMemory() throws Exception {
        int before = quiet();
        Set<RawH2> stuck = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < CONNECTIONS; i++) {
            RawH2 attacker = attack();
            Thread.ofVirtual().start(() -> {
                try {
                    new Hoarder(attacker).upload(STREAMS, BYTES, () -> stuck.add(attacker));
                } catch (IOException | AssertionError e) {
                    stuck.add(attacker); // it was thrown out, or nobody answers it
                }
            });
        }
        Eventually.see(stuck::size, count -> count == CONNECTIONS);
        goodClientsAreServed(before);
    }

    @Test
    void responsesThatNobodyReadsPinLittleMemory() throws Exception {
        int before = quiet();
        for (int i = 0; i < CONNECTIONS; i++) {
            RawH2 attacker = attack(INITIAL_WINDOW_SIZE, WIDEST);
            attacker.send(H2Frames.widen(0, WIDEST - 65_535));
            for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
                attacker.send(H2Frames.get(stream, "/sink"));
            }
        }
        Eventually.see(stubborn::connections, count -> count >= UPSTREAM_CONNECTIONS);
        goodClientsAreServed(before);
    }

    private RawH2 attack(int... settings) throws IOException {
        RawH2 attacker = RawH2.from(InetAddress.getByName("127.0.0.2"), telpher.address(), settings);
        attackers.add(attacker);
        return attacker;
    }

    /** Warms up, until the compilers' own memory is in what is compared with. @return the memory that it takes then */
    private int quiet() throws IOException {
        serve(WARM);
        return telpher.residentMib();
    }

    private void goodClientsAreServed(int before) throws Exception {
        int pinned = Integer.MAX_VALUE; // what is pinned stays; what compilers take meanwhile goes again
        for (int i = 0; i < 5; i++) {
            serve(GOOD);
            pinned = Math.min(pinned, telpher.residentMib());
        }
        System.out.printf("%d MiB quiet, %d MiB at least with pinned memory%n", before, pinned);
        assertThat(exchange(telpher.admin(), "/ready").status()).isEqualTo(200);
        assertThat(telpher.alive()).isTrue();
        assertThat(telpher.output()).doesNotContain("event executor", "OutOfDirectMemory");
        assertThat(pinned - before).as("MiB of growth").isLessThan(GROWTH_MIB_MAX);
    }

    private void serve(int count) throws IOException {
        for (int i = 0; i < GOOD_CONNECTIONS; i++) {
            RawClient client = RawClient.plain(telpher.address());
            try {
                for (int k = 0; k < count / GOOD_CONNECTIONS; k++) {
                    RawMessage answer = client.exchange(get("/"));
                    assertThat(answer.status()).isEqualTo(200);
                    if ("close".equals(answer.first("connection"))) {
                        client.close();
                        client = RawClient.plain(telpher.address());
                    }
                }
            } finally {
                client.close();
            }
        }
    }

    private static RawMessage exchange(InetSocketAddress address, String path) throws IOException {
        try (RawClient client = RawClient.plain(address)) {
            return client.exchange(get(path));
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
