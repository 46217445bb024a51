package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection to a server of ours whose handler is a few lines. */
class ServerTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: a.example\r\n";
    private static final long MILLI = 1_000_000;

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RawClient client(HttpHandler handler) throws Exception {
        return client(ServerSettings.DEFAULT, handler);
    }

    private RawClient client(ServerSettings settings, HttpHandler handler) throws Exception {
        return RawClient.plain(rig.serve(settings, handler).address());
    }

    private static HttpResponse path(HttpRequest request) {
        return HttpResponse.text(200, request.path());
    }

    private static HttpResponse echo(HttpRequest request) throws IOException {
        byte[] body = request.body().readAll(1 << 20);
        return HttpResponse.of(200, request.body().trailers(), Body.of(body));
    }

    @Test
    void oneConnectionServesManyRequests() throws Exception {
        try (RawClient client = client(ServerTest::path)) {
            for (int i = 0; i < 3; i++) {
                RawMessage response = client.exchange("GET /" + i + HEAD + "\r\n");
                assertThat(response.text()).isEqualTo("/" + i);
                assertThat(response.has("connection")).isFalse();
                assertThat(response.first("date")).endsWith("GMT");
            }
        }
    }

    @Test
    void theFirstAnswerSaysForHowLongTheConnectionIsKept() throws Exception {
        try (RawClient client = client(ServerTest::path)) {
            assertThat(client.exchange("GET /" + HEAD + "\r\n").first("keep-alive"))
                    .isEqualTo("timeout=60");
        }
    }

    @Test
    void aClassicListenerCountsDownAndCloses() throws Exception {
        ServerSettings classic =
                new ServerSettings(HeadLimits.DEFAULT, 10_000 * MILLI, 1, 1, 5_000 * MILLI, 3, 256 * 1024);
        try (RawClient client = client(classic, ServerTest::path)) {
            assertThat(client.exchange("GET /" + HEAD + "\r\n").first("keep-alive"))
                    .isEqualTo("timeout=5, max=2");
            assertThat(client.exchange("GET /" + HEAD + "\r\n").first("keep-alive"))
                    .isEqualTo("timeout=5, max=1");
            RawMessage last = client.exchange("GET /" + HEAD + "\r\n");
            assertThat(last.first("connection")).isEqualTo("close");
            assertThat(last.has("keep-alive")).isFalse();
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        CountDownLatch third = new CountDownLatch(1);
        HttpHandler handler = request -> {
            if (request.path().equals("/0")) {
                third.await();
            }
            return path(request);
        };
        try (RawClient client = client(worker(handler))) {
            client.send("GET /0" + HEAD + "\r\nPOST /1" + HEAD + "Content-Length: 2\r\n\r\nhiGET /2" + HEAD + "\r\n");
            third.countDown();
            for (int i = 0; i < 3; i++) {
                assertThat(client.readResponse().text()).isEqualTo("/" + i);
            }
        }
    }

    private static HttpHandler worker(HttpHandler handler) {
        return new HttpHandler() {
            @Override
            public HttpResponse call(HttpRequest request) throws Exception {
                return handler.call(request);
            }

            @Override
            public Placement placement() {
                return Placement.WORKER;
            }
        };
    }

    @Test
    void headTellsTheLengthAndSendsNothing() throws Exception {
        try (RawClient client = client(_ -> HttpResponse.text(200, "hello"))) {
            client.send("HEAD /" + HEAD + "\r\nGET /" + HEAD + "\r\n");
            assertThat(client.readResponseHead().first("content-length")).isEqualTo("5");
            assertThat(client.readResponse().text()).isEqualTo("hello");
        }
    }

    @Test
    void noContentHasNeitherContentNorLength() throws Exception {
        try (RawClient client = client(_ -> HttpResponse.of(204, Fields.EMPTY, Body.of("never")))) {
            for (int i = 0; i < 2; i++) {
                RawMessage response = client.exchange("GET /" + HEAD + "\r\n");
                assertThat(response.status()).isEqualTo(204);
                assertThat(response.has("content-length")).isFalse();
            }
        }
    }

    @Test
    void trailersOfARequestReachItsReader() throws Exception {
        try (RawClient client = client(ServerTest::echo)) {
            RawMessage response = client.exchange(
                    "POST /" + HEAD
                            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\nAuthorization: x\r\n\r\n");
            assertThat(response.text()).isEqualTo("abcde");
            assertThat(response.first("x-sum")).isEqualTo("5");
            assertThat(response.has("authorization")).isFalse();
        }
    }

    @Test
    void aBodyOfUnknownLengthIsChunked() throws Exception {
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.writing(Body.UNKNOWN, out -> {
            out.write("one".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            out.write("two".getBytes(StandardCharsets.US_ASCII));
        }));
        try (RawClient client = client(handler)) {
            RawMessage response = client.exchange("GET /" + HEAD + "\r\n");
            assertThat(response.first("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.text()).isEqualTo("onetwo");
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            RawMessage old = client.readResponse();
            assertThat(old.has("transfer-encoding")).isFalse();
            assertThat(old.first("connection")).isEqualTo("close");
            assertThat(old.text()).isEqualTo("onetwo");
        }
    }

    @Test
    void eachFlushedEventArrivesBeforeTheNextIsWritten() throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        HttpHandler handler = _ -> HttpResponse.of(
                200,
                Fields.of(Field.of(FieldName.CONTENT_TYPE, "text/event-stream")),
                Body.writing(Body.UNKNOWN, out -> {
                    for (String event = take(events); !event.isEmpty(); event = take(events)) {
                        out.write(event.getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                    }
                }));
        try (RawClient client = client(handler)) {
            client.send("GET /" + HEAD + "\r\n");
            client.readResponseHead();
            for (int i = 0; i < 3; i++) {
                events.put("data: " + i + "\n\n");
                assertThat(client.readChunk()).asString().isEqualTo("data: " + i + "\n\n");
            }
            events.put("");
            assertThat(client.readChunk()).isEmpty();
        }
    }

    private static String take(SynchronousQueue<String> events) throws IOException {
        try {
            return events.take();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void continueIsSentWhenTheBodyIsRead() throws Exception {
        try (RawClient client = client(ServerTest::echo)) {
            client.send("POST /" + HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readResponse().status()).isEqualTo(100);
            client.send("hi");
            assertThat(client.readResponse().text()).isEqualTo("hi");
            assertThat(client.exchange("GET /" + HEAD + "\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutAReaderThereIsNoContinueAndTheConnectionEnds() throws Exception {
        try (RawClient client = client(ServerTest::path)) {
            RawMessage response =
                    client.exchange("POST /x" + HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.first("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void hintsGoOutBeforeTheAnswerButNotToHttp10() throws Exception {
        HttpHandler handler = request -> {
            request.early(HttpResponse.of(103, Fields.of(Rig.field("link", "</a>")), Body.empty()));
            return path(request);
        };
        try (RawClient client = client(handler)) {
            client.send("GET /" + HEAD + "\r\n");
            RawMessage early = client.readResponse();
            assertThat(early.status()).isEqualTo(103);
            assertThat(early.first("link")).isEqualTo("</a>");
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(client.exchange("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void hintsThatComeAfterTheirAnswerAreNobodysElse() throws Exception {
        LinkedBlockingQueue<HttpRequest> earlier = new LinkedBlockingQueue<>();
        HttpHandler handler = request -> {
            HttpRequest before = earlier.poll();
            if (before != null) {
                before.early(HttpResponse.of(103));
            }
            earlier.add(request);
            return path(request);
        };
        try (RawClient client = client(handler)) {
            client.exchange("GET /a" + HEAD + "\r\n");
            assertThat(client.exchange("GET /b" + HEAD + "\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void aMistakeIsA500ThatTheConnectionSurvives() throws Exception {
        HttpHandler handler = request -> {
            if (request.path().equals("/bug")) {
                throw new IllegalStateException("oops");
            }
            return path(request);
        };
        try (RawClient client = client(handler)) {
            RawMessage response = client.exchange("GET /bug" + HEAD + "\r\n");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.first("content-type")).isEqualTo("application/problem+json");
            assertThat(response.text()).doesNotContain("oops");
            assertThat(rig.nextBug()).hasMessage("oops");
            assertThat(client.exchange("GET /" + HEAD + "\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void switchingProtocolsWithoutATunnelIsAMistake() throws Exception {
        try (RawClient client = client(_ -> HttpResponse.of(101))) {
            assertThat(client.exchange("GET /" + HEAD + "\r\n").status()).isEqualTo(500);
            assertThat(rig.nextBug()).hasMessageContaining("101");
        }
    }

    @Test
    void aLittleBodyThatNobodyReadIsPassedOver() throws Exception {
        try (RawClient client = client(ServerTest::path)) {
            client.send("POST /a" + HEAD + "Content-Length: 100000\r\n\r\n");
            assertThat(client.readResponse().has("connection")).isFalse();
            client.send("x".repeat(100_000) + "GET /b" + HEAD + "\r\n");
            assertThat(client.readResponse().text()).isEqualTo("/b");
        }
    }

    @Test
    void aLongBodyThatNobodyReadEndsTheConnection() throws Exception {
        try (RawClient client = client(ServerTest::path)) {
            client.send("POST /a" + HEAD + "Content-Length: 10000000\r\n\r\nGET /evil" + HEAD + "\r\n");
            RawMessage response = client.readResponse();
            assertThat(response.first("connection")).isEqualTo("close");
            assertThat(client.readUntilClosed()).isEmpty();
        }
    }

    @Test
    void aClientThatGoesInterruptsItsHandler() throws Exception {
        Semaphore began = new Semaphore(0);
        Semaphore interrupted = new Semaphore(0);
        HttpHandler handler = _ -> {
            began.release();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody interrupted it");
            } finally {
                interrupted.release();
            }
        };
        for (HttpHandler placed : new HttpHandler[] {handler, worker(handler)}) {
            RawClient client = client(placed);
            client.send("GET /" + HEAD + "\r\n");
            began.acquire();
            client.reset();
            assertThat(interrupted.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(rig.nextEnd().outcome().ok()).isFalse();
        }
    }

    @Test
    void aBodyThatBreaksOffReachesItsReaderAsAFailure() throws Exception {
        LinkedBlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        HttpHandler handler = request -> {
            try {
                return echo(request);
            } catch (IOException e) {
                thrown.add(e);
                throw e;
            }
        };
        try (RawClient client = client(handler)) {
            client.send("POST /" + HEAD + "Content-Length: 10\r\n\r\nhalf");
        }
        assertThat(thrown.poll(20, TimeUnit.SECONDS)).hasMessageContaining("cancelled");
    }

    @Test
    void drainingLetsTheAnswerGoAndTakesNoOtherRequest() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        HttpServer server = rig.serve(ServerSettings.DEFAULT, request -> {
            began.countDown();
            goOn.await();
            return path(request);
        });
        try (RawClient busy = RawClient.plain(server.address());
                RawClient idle = RawClient.plain(server.address())) {
            busy.send("GET /busy" + HEAD + "\r\n");
            began.await();
            server.drain();
            assertThat(idle.isClosed()).isTrue();
            goOn.countDown();
            RawMessage response = busy.readResponse();
            assertThat(response.text()).isEqualTo("/busy");
            assertThat(response.first("connection")).isEqualTo("close");
            assertThat(busy.isClosed()).isTrue();
        }
    }

    @Test
    void anEmptyLineDoesNotMakeAHeadEndless() throws Exception {
        try (RawClient client = client(ServerTest::path)) {
            client.send("\r\nGET /" + HEAD + "X: " + "y".repeat(40_000));
            assertThat(client.readResponse().status()).isEqualTo(431);
        }
    }

    @Test
    void extensionsOfManyTinyChunksAddUp() throws Exception {
        try (RawClient client = client(ServerTest::echo)) {
            String chunk = "1;" + "x".repeat(200) + "\r\na\r\n";
            client.send("POST /" + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(50));
            assertThat(client.readResponse().status()).isEqualTo(400);
        }
        try (RawClient client = client(ServerTest::echo)) {
            String chunk = "400;" + "x".repeat(200) + "\r\n" + "a".repeat(1024) + "\r\n";
            client.send("POST /" + HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(50) + "0\r\n\r\n");
            assertThat(client.readResponse().text()).hasSize(50 * 1024);
        }
    }
}
