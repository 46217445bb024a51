package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes in at one end, bytes out at the other: a client, a server and a client of ours joined, and an origin. */
class ProxyTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: a.example\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final Rig rig = new Rig(2);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RawClient through(RawOrigin origin, Placement placement) throws Exception {
        HttpClient upstream = rig.client(origin.port(), ClientSettings.DEFAULT);
        HttpHandler handler = new HttpHandler() {
            @Override
            public HttpResponse call(HttpRequest request) throws Exception {
                return upstream.call(request);
            }

            @Override
            public Placement placement() {
                return placement;
            }
        };
        return RawClient.plain(rig.serve(ServerSettings.DEFAULT, handler).address());
    }

    @ParameterizedTest
    @EnumSource
    void bodiesAndTrailersGoBothWays(Placement placement) throws Exception {
        try (RawOrigin origin = RawOrigin.requests((request, connection) -> {
                    assertThat(request.text()).isEqualTo("question");
                    assertThat(request.trailers()).containsExactly(new RawMessage.Line("X-Q", "1"));
                    connection.send(OK + "Transfer-Encoding: chunked\r\n\r\n6\r\nanswer\r\n0\r\nX-A: 2\r\n\r\n");
                });
                RawClient client = through(origin, placement)) {
            for (int i = 0; i < 3; i++) {
                RawMessage response = client.exchange(
                        "POST /" + HEAD + "Transfer-Encoding: chunked\r\n\r\n8\r\nquestion\r\n0\r\nX-Q: 1\r\n\r\n");
                assertThat(response.text()).isEqualTo("answer");
                assertThat(response.trailers()).containsExactly(new RawMessage.Line("X-A", "2"));
            }
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(origin.trouble()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void continueIsTheOriginsToSay(Placement placement) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    assertThat(connection.readHead()).containsIgnoringCase("expect: 100-continue");
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                    assertThat(connection.readExactly(2)).asString().isEqualTo("hi");
                    connection.send(OK + "Content-Length: 0\r\n\r\n");
                    connection.stall();
                });
                RawClient client = through(origin, placement)) {
            client.send("POST /" + HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readResponse().status()).isEqualTo(100);
            client.send("hi");
            assertThat(client.readResponse().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOriginThatRefusesBeforeTheBodyIsHeardAndTheConnectionsEnd(Placement placement) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    connection.isClosed();
                });
                RawClient client = through(origin, placement)) {
            client.send("POST /" + HEAD + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
            RawMessage response = client.readResponse();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("no");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void hintsArePassedOn(Placement placement) throws Exception {
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + "Content-Length: 0\r\n\r\n");
                RawClient client = through(origin, placement)) {
            client.send("GET /" + HEAD + "\r\n");
            assertThat(client.readResponse().first("link")).isEqualTo("</a>");
            assertThat(client.readResponse().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTunnelCarriesWhatEitherSideSentTooEarly(Placement placement) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    assertThat(connection.readHead()).containsIgnoringCase("upgrade: websocket");
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                    connection.send("early ");
                    connection.send("words;");
                    connection.send(new String(connection.readExactly(5), java.nio.charset.StandardCharsets.US_ASCII));
                    connection.send(new String(connection.readExactly(5), java.nio.charset.StandardCharsets.US_ASCII));
                });
                RawClient client = through(origin, placement)) {
            client.send("GET /" + HEAD + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\nfirst");
            assertThat(client.readResponse().first("upgrade")).isEqualTo("websocket");
            assertThat(client.readExactly(12)).asString().isEqualTo("early words;");
            assertThat(client.readExactly(5)).asString().isEqualTo("first");
            client.send("later");
            assertThat(client.readUntilClosed()).isEqualTo("later");
            assertThat(rig.nextEnd().status()).isEqualTo(101);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachEventGoesThroughAtOnce(Placement placement) throws Exception {
        CountDownLatch[] seen = {new CountDownLatch(1), new CountDownLatch(1)};
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.request();
                    connection.send(OK + "Content-Type: text/event-stream\r\n\r\n");
                    for (CountDownLatch each : seen) {
                        connection.send("data: x\n\n");
                        each.await();
                    }
                });
                RawClient client = through(origin, placement)) {
            client.send("GET /" + HEAD + "\r\n");
            client.readResponseHead();
            for (CountDownLatch each : seen) {
                assertThat(client.readChunk()).asString().isEqualTo("data: x\n\n");
                each.countDown();
            }
            assertThat(client.readChunk()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesTakesTheRequestWithIt(Placement placement) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
            connection.request();
            asked.countDown();
            if (connection.isClosed()) {
                closed.countDown();
            }
        })) {
            try (RawClient client = through(origin, placement)) {
                client.send("GET /" + HEAD + "\r\n");
                asked.await();
                client.reset();
            }
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            Failure failure = rig.nextEnd().outcome().failure();
            assertThat(failure).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlowClientHoldsBackAFastOrigin(Placement placement) throws Exception {
        long much = 64L << 20;
        AtomicLong sent = new AtomicLong();
        CountDownLatch stalled = new CountDownLatch(1);
        byte[] block = new byte[1 << 16];
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.request();
                    connection.send(OK + "Connection: close\r\nContent-Length: " + much + "\r\n\r\n");
                    stalled.countDown();
                    while (sent.get() < much) {
                        connection.send(block);
                        sent.addAndGet(block.length);
                    }
                });
                RawClient client = through(origin, placement)) {
            client.send("GET /" + HEAD + "\r\n");
            client.readResponseHead();
            stalled.await();
            long taken = 0;
            for (long at = 0; at < much; at += block.length) {
                client.readExactly(block.length);
                taken += block.length;
                // both kernels' buffers may be full, but what is on its way must not grow with the length
                assertThat(sent.get() - taken).isLessThan(24L << 20);
            }
            assertThat(rig.nextEnd().outcome().ok()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlowOriginHoldsBackAFastClient(Placement placement) throws Exception {
        int much = 32 << 20;
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.readHead();
                    for (int at = 0; at < much; at += 1 << 16) {
                        connection.readExactly(1 << 16);
                    }
                    connection.send(OK + "Content-Length: 2\r\n\r\nok");
                    connection.stall();
                });
                RawClient client = through(origin, placement)) {
            client.send("POST /" + HEAD + "Content-Length: " + much + "\r\n\r\n");
            client.send(new byte[much]);
            assertThat(client.readResponse().text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOriginThatBreaksOffBreaksOffTheAnswer(Placement placement) throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.request();
                    connection.send(OK + "Content-Length: 10\r\n\r\nhalf");
                });
                RawClient client = through(origin, placement)) {
            client.send("GET /" + HEAD + "\r\n");
            client.readUntilClosed();
            Failure failure = rig.nextEnd().outcome().failure();
            assertThat(failure).isNotNull().extracting(Failure::kind).isEqualTo(Failure.Kind.INCOMPLETE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerWithoutLengthIsChunkedAndWhole(Placement placement) throws Exception {
        int much = 8 << 20;
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.request();
                    connection.send(OK + "\r\n");
                    connection.send(new byte[much]);
                });
                RawClient client = through(origin, placement)) {
            RawMessage response = client.exchange("GET /" + HEAD + "\r\n");
            assertThat(response.body()).hasSize(much);
        }
    }
}
