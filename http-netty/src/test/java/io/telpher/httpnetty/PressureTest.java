package io.telpher.httpnetty;

import static io.telpher.testkit.raw.H2Frames.ENHANCE_YOUR_CALM;
import static io.telpher.testkit.raw.H2Frames.REFUSED_STREAM;
import static io.telpher.testkit.raw.H2Frames.data;
import static io.telpher.testkit.raw.H2Frames.get;
import static io.telpher.testkit.raw.H2Frames.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Verdict;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.net.Entrance;
import io.telpher.net.EntranceEvents;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.net.flood.ConnectionLimits;
import io.telpher.net.flood.Pressure;
import io.telpher.net.flood.Refusal;
import io.telpher.net.flood.Sheddable;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import io.telpher.testkit.raw.RawMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server gives up when something runs short, and whom it spares. */
class PressureTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private final Loops loops = new Loops(Transport.best(), 1);
    private final Pressed pressure = new Pressed();
    private final CountDownLatch go = new CountDownLatch(1);
    private final Semaphore waiting = new Semaphore(0);
    private final HttpServer server = server(this::serve);
    private final Sheddable shedding = HttpServer.shedding(() -> List.of(server));

    private static final class Pressed implements Pressure {
        private volatile boolean tight;
        private volatile boolean scarce;
        private volatile @Nullable Refusal refusal;
        private final List<Step> steps = new ArrayList<>();

        @Override
        public boolean tight() {
            return tight;
        }

        @Override
        public boolean scarce() {
            return scarce;
        }

        @Override
        public @Nullable Refusal refusal() {
            return refusal;
        }

        @Override
        public synchronized void shed(Step step) {
            steps.add(step);
        }

        synchronized List<Step> steps() {
            return List.copyOf(steps);
        }
    }

    private HttpServer server(HttpHandler handler) {
        Entrance entrance = new Entrance(
                "test", loops, null, null, ConnectionLimits.DEFAULT, _ -> false, pressure, EntranceEvents.NONE);
        return HttpServer.behind(
                entrance,
                loops,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerSettings.DEFAULT,
                HttpEvents.NONE,
                _ -> Verdict.admit(),
                _ -> handler);
    }

    private HttpResponse serve(HttpRequest request) throws InterruptedException {
        if (request.path().equals("/wait")) {
            waiting.release();
            go.await();
        }
        return HttpResponse.text(200, "ok");
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        go.countDown();
        server.close();
        loops.close();
    }

    @Test
    void whenItIsTightAnswersCloseTheirConnections() throws Exception {
        try (RawClient client = RawClient.plain(server.address())) {
            assertThat(client.exchange(GET).status()).isEqualTo(200);
            pressure.tight = true;
            RawMessage answer = client.exchange(GET);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.first("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
        assertThat(pressure.steps()).containsExactly(Pressure.Step.KEEP_ALIVE);
    }

    @Test
    void whenItIsTightAnHttp2ConnectionGetsFewStreams() throws Exception {
        pressure.tight = true;
        try (RawH2 client = RawH2.plain(server.address())) {
            for (int stream = 1; stream <= 9; stream += 2) {
                client.send(get(stream, "/wait"));
            }
            assertThat(client.resetCode(9)).isEqualTo(REFUSED_STREAM);
            waiting.acquire(4);
            go.countDown();
            assertThat(client.answer(7).status()).isEqualTo(200);
        }
        assertThat(pressure.steps()).containsExactly(Pressure.Step.STREAM);
    }

    @Test
    void whenMemoryIsScarceRequestsAreAnsweredWith503AndTheTimeToComeBack() throws Exception {
        try (RawClient client = RawClient.plain(server.address());
                RawH2 second = RawH2.plain(server.address())) {
            assertThat(client.exchange(GET).status()).isEqualTo(200);
            pressure.scarce = true;
            RawMessage answer = client.exchange(GET);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.first("retry-after")).isEqualTo("2");
            second.send(get(1, "/"));
            assertThat(second.answer(1).status()).isEqualTo(503);
            pressure.scarce = false;
            assertThat(second.serves(3)).isTrue();
        }
        assertThat(pressure.steps()).containsExactly(Pressure.Step.REQUEST, Pressure.Step.REQUEST);
    }

    @Test
    void whenMemoryIsScarceNewConnectionsAreReset() throws Exception {
        pressure.refusal = Refusal.MEMORY;
        assertThat(refused()).isTrue();
        assertThat(pressure.steps()).containsExactly(Pressure.Step.CONNECTION);
    }

    /** The reset may come as soon as we are connected. */
    private boolean refused() {
        try (RawClient client = RawClient.plain(server.address())) {
            return client.isClosed();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void theWorstAreClosedAndGoodOnesAreSpared() throws Exception {
        List<RawH2> hoarders = new ArrayList<>();
        try (RawClient good = RawClient.plain(server.address());
                RawClient slow = RawClient.plain(server.address());
                RawH2 second = RawH2.plain(server.address())) {
            assertThat(good.exchange(GET).status()).isEqualTo(200);
            assertThat(second.serves(1)).isTrue();
            slow.send("GET /wait HTTP/1.1\r\nHost: a.example\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                RawH2 hoarder = RawH2.plain(server.address());
                hoarders.add(hoarder);
                hoarder.send(request(1, false, "POST", "/wait"), data(1, false, "u".repeat(10_000)));
                hoarder.send(get(3, "/wait"));
            }
            waiting.acquire(9);
            assertThat(shedding.closeWorst()).isEqualTo(4);
            for (RawH2 hoarder : hoarders) {
                assertThat(hoarder.goAwayCode()).isEqualTo(ENHANCE_YOUR_CALM);
                hoarder.readUntilClosed();
            }
            assertThat(good.exchange(GET).status()).isEqualTo(200);
            assertThat(second.serves(3)).isTrue();
            go.countDown();
            assertThat(slow.readResponse().status()).isEqualTo(200);
        } finally {
            for (RawH2 hoarder : hoarders) {
                hoarder.close();
            }
        }
    }

    @Test
    void idleConnectionsAreClosedAndBusyOnesAreNot() throws Exception {
        try (RawClient idle = RawClient.plain(server.address());
                RawClient busy = RawClient.plain(server.address())) {
            assertThat(idle.exchange(GET).status()).isEqualTo(200);
            busy.send("GET /wait HTTP/1.1\r\nHost: a.example\r\n\r\n");
            waiting.acquire();
            assertThat(shedding.closeIdle()).isEqualTo(1);
            assertThat(idle.isClosed()).isTrue();
            go.countDown();
            assertThat(busy.readResponse().status()).isEqualTo(200);
        }
    }
}
