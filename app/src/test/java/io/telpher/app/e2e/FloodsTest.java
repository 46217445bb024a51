package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.H2Flood;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as it is shipped, in a process of its own, under each flood: it grows by little and good clients are all
 * answered. How long they waited is printed and not judged: {@code bench/floods} measures it on a machine that is quiet.
 */
@Tag("slow")
class FloodsTest {
    private static final int ATTACKERS = 8;
    private static final int CONNECTIONS_EACH = 6;
    private static final int PIECES = 3_000;
    private static final int GOOD = 2_000;
    private static final int GROWTH_MIB_MAX = 64;

    @TempDir
    private Path folder;

    private ShippedTelpher telpher;

    @BeforeEach
    void start() throws Exception {
        telpher = ShippedTelpher.start(folder, """
                listeners:
                  - http: ${port}
                routes:
                  - match: {path: /**}
                    respond: {body: "${body}"}
                """.replace("${body}", "b".repeat(1_000)));
    }

    @AfterEach
    void stop() throws Exception {
        telpher.close();
    }

    @Test
    void underEachFloodItGrowsByLittleAndGoodClientsAreAnswered() throws Exception {
        good(4 * GOOD); // warm
        for (H2Flood flood : H2Flood.values()) {
            double quietMicros = good(GOOD);
            int before = telpher.residentMib();
            List<Thread> attackers = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                attackers.add(Thread.ofVirtual().start(() -> attack(flood)));
            }
            double floodedMicros = good(GOOD);
            int most = telpher.residentMib();
            for (Thread attacker : attackers) {
                attacker.join();
                most = Math.max(most, telpher.residentMib());
            }
            System.out.printf(
                    "%-15s p99 of good clients %6.0f us quiet, %6.0f us under it: %.1f; grew by %d MiB%n",
                    flood, quietMicros, floodedMicros, floodedMicros / quietMicros, most - before);
            assertThat(most - before).as("%s: MiB of growth", flood).isLessThan(GROWTH_MIB_MAX);
            assertThat(telpher.alive()).as("%s: alive", flood).isTrue();
        }
    }

    private void attack(H2Flood flood) {
        for (int i = 0; i < CONNECTIONS_EACH; i++) {
            try (RawH2 client = RawH2.from(address(flood), telpher.address(), flood.announced())) {
                client.flood(PIECES, flood::piece);
            } catch (IOException | InterruptedException | AssertionError e) {
                // it was thrown out, or nobody answers it: it is not the one who must be served
            }
        }
    }

    /** Each flood has its own: an address whose connections are thrown out is refused for a while, and that of the good is not. */
    private static InetAddress address(H2Flood flood) {
        return InetAddress.ofLiteral("127.0.0." + (2 + flood.ordinal()));
    }

    /** So many requests, one after the other. @return the 99th percentile of their microseconds */
    private double good(int count) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (RawClient client = RawClient.plain(telpher.address())) {
            for (int i = 0; i < count; i++) {
                long began = System.nanoTime();
                assertThat(client.exchange("GET / HTTP/1.1\r\nHost: good.example\r\n\r\n")
                                .status())
                        .isEqualTo(200);
                nanos.add(System.nanoTime() - began);
            }
        }
        Collections.sort(nanos);
        return nanos.get(count * 99 / 100) / 1_000.0;
    }
}
