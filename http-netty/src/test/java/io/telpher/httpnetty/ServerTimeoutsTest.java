package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.testkit.raw.RawClient;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server does with clients that take longer than they may. */
class ServerTimeoutsTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: a.example\r\n";
    private static final long MILLI = 1_000_000;
    private static final ServerSettings HASTY =
            new ServerSettings(HeadLimits.DEFAULT, 30 * MILLI, 30 * MILLI, 30 * MILLI, 30 * MILLI, 0, 256 * 1024);

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RawClient client(HttpHandler handler) throws Exception {
        return RawClient.plain(rig.serve(HASTY, handler).address());
    }

    private static HttpResponse echo(HttpRequest request) throws IOException {
        return HttpResponse.of(200, Fields.EMPTY, Body.of(request.body().readAll(1 << 20)));
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (RawClient client = client(request -> HttpResponse.text(200, request.path()))) {
            assertThat(client.isClosed()).isTrue();
        }
        try (RawClient client = client(request -> HttpResponse.text(200, request.path()))) {
            client.exchange("GET /" + HEAD + "\r\n");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aHeadThatDripsInIsAnswered408() throws Exception {
        try (RawClient client = client(request -> HttpResponse.text(200, request.path()))) {
            client.send("GET / HTTP/1.1\r\nHo");
            assertThat(client.readResponse().status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyThatStopsIsAnswered408() throws Exception {
        try (RawClient client = client(ServerTimeoutsTest::echo)) {
            client.send("POST /" + HEAD + "Content-Length: 10\r\n\r\nhalf");
            assertThat(client.readResponse().status()).isEqualTo(408);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        byte[] much = new byte[16 << 20];
        try (RawClient client = client(_ -> HttpResponse.of(200, Fields.EMPTY, Body.of(much)))) {
            client.send("GET /" + HEAD + "\r\n");
            assertThat(rig.nextEnd().outcome().ok()).isFalse();
        }
    }

    @Test
    void aSlowHandlerIsNoReasonToHurry() throws Exception {
        boolean came;
        do { // again if the machine was so busy that the request came too late
            came = waitsForASlowHandler();
        } while (!came);
    }

    /** True if the request came in time; then it was answered, however long that took. */
    private boolean waitsForASlowHandler() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawClient client = client(_ -> {
                    asked.countDown();
                    goOn.await();
                    return HttpResponse.of(200);
                });
                RawClient other = client(_ -> HttpResponse.of(200))) {
            client.send("GET /" + HEAD + "\r\n");
            assertThat(other.isClosed()).isTrue(); // by its idle time-out, which is as long as all others here
            boolean came = asked.getCount() == 0;
            goOn.countDown();
            if (came) {
                assertThat(client.readResponse().status()).isEqualTo(200);
            }
            return came;
        }
    }
}
