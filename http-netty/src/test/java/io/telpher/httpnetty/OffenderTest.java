package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Verdict;
import io.telpher.core.config.Networks;
import io.telpher.http.HttpResponse;
import io.telpher.net.Entrance;
import io.telpher.net.EntranceEvents;
import io.telpher.net.flood.Barred;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.flood.Pressure;
import io.telpher.net.flood.Refusal;
import io.telpher.net.proxyprotocol.ProxyAccept;
import io.telpher.testkit.raw.H2Flood;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever floods, is thrown out and comes back: it is refused before anything is done for it, and its neighbours are served. */
class OffenderTest {
    private static final int PIECES = 3_000;
    private static final InetAddress ATTACKER = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("127.0.0.3");
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private final Rig rig = new Rig(1);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final ConnectionLimits limits = new ConnectionLimits(
            1_000, new ConnectionLimits.Share(100, 100, 2), new ConnectionLimits.Share(100, 100, 50), 100, 24, 48);
    private @Nullable HttpServer server;

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        rig.close();
    }

    private InetSocketAddress serve(@Nullable ProxyAccept proxy, Predicate<InetAddress> crowds) throws Exception {
        EntranceEvents events = new EntranceEvents() {
            @Override
            public void refused(String listener, Refusal why, InetSocketAddress client, String detail) {
                told.add(client.getAddress().getHostAddress() + " " + why.word());
            }

            @Override
            public void barred(String listener, Barred who, String why) {
                told.add(who.who() + " for " + TimeUnit.NANOSECONDS.toSeconds(who.nanos()) + " s: " + why);
            }
        };
        Entrance entrance = new Entrance("test", rig.loops(), null, proxy, limits, crowds, Pressure.NONE, events);
        server = HttpServer.behind(
                entrance,
                rig.loops(),
                ANY,
                ServerSettings.DEFAULT,
                HttpEvents.NONE,
                _ -> Verdict.admit(),
                _ -> _ -> HttpResponse.text(200, "ok"));
        server.start();
        return server.address();
    }

    private static void flood(RawH2 client) throws Exception {
        try (client) {
            assertThat(client.flood(PIECES, H2Flood.RAPID_RESET::piece).survived())
                    .isFalse();
        }
    }

    private static boolean served(Callable<RawClient> dial) throws Exception {
        try (RawClient client = dial.call()) {
            return client.exchange(REQUEST).status() == 200;
        } catch (IOException | AssertionError e) {
            return false; // it was reset, perhaps before it knew that it was connected
        }
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void anAttackerThatReconnectsIsRefusedAndItsNeighbourIsServed() throws Exception {
        InetSocketAddress address = serve(null, _ -> false);
        for (int i = 0; i < 3; i++) {
            flood(RawH2.from(ATTACKER, address));
        }
        assertThat(next()).isEqualTo("127.0.0.2 for 10 s: resets");
        assertThat(served(() -> RawClient.from(ATTACKER, address))).isFalse();
        assertThat(next()).isEqualTo("127.0.0.2 offender");
        assertThat(served(() -> RawClient.from(NEIGHBOUR, address))).isTrue();
        assertThat(served(() -> RawClient.plain(address))).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void whoSpeaksForManyIsNotRefusedForWhatSomeDo() throws Exception {
        InetSocketAddress address = serve(null, ATTACKER::equals);
        for (int i = 0; i < 6; i++) {
            flood(RawH2.from(ATTACKER, address));
        }
        assertThat(served(() -> RawClient.from(ATTACKER, address))).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void behindTheProxyProtocolTheClientIsRefusedAndNotTheProxy() throws Exception {
        ProxyAccept proxy = new ProxyAccept(Networks.of(List.of("127.0.0.0/8")), true, Duration.ofSeconds(20));
        InetSocketAddress address = serve(proxy, _ -> false);
        for (int i = 0; i < 3; i++) {
            RawClient client = RawClient.from(ATTACKER, address);
            client.send(header("203.0.113.7"));
            flood(RawH2.on(client));
        }
        assertThat(next()).isEqualTo("203.0.113.7 for 10 s: resets");
        assertThat(announced(address, "203.0.113.7")).isFalse();
        assertThat(announced(address, "203.0.113.8")).isTrue();
    }

    private static boolean announced(InetSocketAddress address, String client) throws Exception {
        RawClient connection = RawClient.from(ATTACKER, address);
        connection.send(header(client));
        return served(() -> connection);
    }

    private static String header(String client) {
        return "PROXY TCP4 " + client + " 198.51.100.1 4711 80\r\n";
    }
}
