package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that say that they send nothing more (FIN) while they wait for an answer, and clients that leave. */
class HalfCloseTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: x\r\n";
    private static final long SECOND = 1_000_000_000L;
    private static final ServerSettings SHORT_IDLE =
            new ServerSettings(HeadLimits.DEFAULT, 10 * SECOND, 10 * SECOND, 10 * SECOND, SECOND / 20, 0, 256 * 1024);

    private final Rig rig = new Rig(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private HttpResponse slowly(HttpRequest request) throws Exception {
        if (request.path().equals("/slow")) {
            asked.countDown();
            answer.await();
        }
        byte[] body = request.body().readAll(1 << 20);
        return HttpResponse.of(
                200, Fields.EMPTY, Body.of(request.path() + new String(body, StandardCharsets.US_ASCII)));
    }

    private HttpServer server(ServerSettings settings, HttpHandler handler) throws Exception {
        return rig.serve(settings, handler);
    }

    /** By then, the one loop has seen all that came before. */
    private static void meanwhile(HttpServer server) throws Exception {
        try (RawClient other = RawClient.plain(server.address())) {
            assertThat(other.exchange("GET /other" + HEAD + "\r\n").text()).isEqualTo("/other");
        }
    }

    @Test
    void aClientThatSendsNothingMoreGetsItsAnswer() throws Exception {
        HttpServer server = server(ServerSettings.DEFAULT, this::slowly);
        try (RawClient client = RawClient.plain(server.address())) {
            client.send("GET /slow" + HEAD + "\r\n");
            client.finish();
            asked.await();
            meanwhile(server);
            answer.countDown();
            RawMessage response = client.readResponse();
            assertThat(response.text()).isEqualTo("/slow");
            assertThat(response.first("connection")).isEqualTo("close");
            assertThat(client.readUntilClosed()).isEmpty();
        }
    }

    @Test
    void soDoesOneWhoseRequestHasABody() throws Exception {
        HttpServer server = server(ServerSettings.DEFAULT, this::slowly);
        try (RawClient client = RawClient.plain(server.address())) {
            client.send("POST /slow" + HEAD + "Content-Length: 4\r\n\r\nbody");
            client.finish();
            asked.await();
            meanwhile(server);
            answer.countDown();
            assertThat(client.readResponse().text()).isEqualTo("/slowbody");
        }
    }

    @Test
    void whatWasPipelinedBeforeIsAnsweredAsWell() throws Exception {
        HttpServer server = server(ServerSettings.DEFAULT, this::slowly);
        try (RawClient client = RawClient.plain(server.address())) {
            client.send("GET /slow" + HEAD + "\r\nGET /2" + HEAD + "\r\nGET /3" + HEAD + "\r\nGET /ha");
            client.finish();
            asked.await();
            meanwhile(server);
            answer.countDown();
            assertThat(client.readResponse().text()).isEqualTo("/slow");
            assertThat(client.readResponse().text()).isEqualTo("/2");
            assertThat(client.readResponse().text()).isEqualTo("/3");
            assertThat(client.readUntilClosed()).isEmpty();
        }
    }

    @Test
    void aLongAnswerIsSentToItsEnd() throws Exception {
        byte[] much = new byte[4 << 20];
        HttpServer server = server(ServerSettings.DEFAULT, _ -> HttpResponse.of(200, Fields.EMPTY, Body.of(much)));
        try (RawClient client = RawClient.plain(server.address())) {
            client.send("GET /" + HEAD + "\r\n");
            client.finish();
            assertThat(client.readResponse().body()).hasSize(much.length);
        }
    }

    @Test
    void betweenTwoRequestsItIsTheEnd() throws Exception {
        HttpServer server = server(ServerSettings.DEFAULT, this::slowly);
        try (RawClient client = RawClient.plain(server.address())) {
            client.exchange("GET /1" + HEAD + "\r\n");
            client.finish();
            assertThat(client.isClosed()).isTrue();
        }
    }

    private final CountDownLatch interrupted = new CountDownLatch(1);

    private HttpResponse forever(HttpRequest request) throws Exception {
        asked.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return HttpResponse.text(200, request.path());
    }

    private void ends() throws Exception {
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        Failure failure = rig.nextEnd().outcome().failure();
        assertThat(failure).isNotNull();
        assertThat(failure.side()).isEqualTo(Failure.Side.DOWNSTREAM);
    }

    @Test
    void aClientThatIsDoneLongAfterItsRequestHasGivenUp() throws Exception {
        try (RawClient client =
                RawClient.plain(server(ServerSettings.DEFAULT, this::forever).address())) {
            client.send("GET /" + HEAD + "\r\n");
            asked.await();
            assertThat(interrupted.await(1100, TimeUnit.MILLISECONDS)).isFalse();
            client.finish();
            ends();
        }
    }

    @Test
    void itIsNotWaitedWithForLongerThanAConnectionMayBeIdle() throws Exception {
        try (RawClient client =
                RawClient.plain(server(SHORT_IDLE, this::forever).address())) {
            client.send("GET /" + HEAD + "\r\n");
            client.finish();
            ends();
            assertThat(client.readUntilClosed()).isEmpty();
        }
    }

    @Test
    void norForTheRestOfAnAnswerThatDoesNotCome() throws Exception {
        HttpServer server = server(
                SHORT_IDLE,
                request -> HttpResponse.of(200, Fields.EMPTY, Body.writing(Body.UNKNOWN, out -> {
                    out.write("some".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    try {
                        forever(request);
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                })));
        try (RawClient client = RawClient.plain(server.address())) {
            client.send("GET /" + HEAD + "\r\n");
            client.finish();
            ends();
        }
    }
}
