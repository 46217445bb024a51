package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.httpnetty.FrameClient.Frame;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.ResponseHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How streams and connections of HTTP/2 end: by the client, by time, by going away; and tunnels, which end when they like. */
class Http2EndsTest {
    private static final HttpHandler PATH = request -> HttpResponse.text(200, request.path());
    private static final HttpHandler ECHO = request -> {
        byte[] body = request.body().readAll(1 << 20);
        return HttpResponse.of(200, request.body().trailers(), Body.of(body));
    };
    private static final long MILLI = 1_000_000;
    private static final ServerSettings HASTY =
            new ServerSettings(HeadLimits.DEFAULT, 30 * MILLI, 30 * MILLI, 30 * MILLI, 30 * MILLI, 0, 256 * 1024);

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private FrameClient client(HttpHandler handler, int... settings) throws Exception {
        return FrameClient.open(rig.serve(ServerSettings.DEFAULT, handler).address(), settings);
    }

    // === ends ===

    /** So many heads that they take several turns of the loop, and then the end, which comes before the last of them. */
    @Test
    void headsThatCameBeforeTheEndOfTheConnectionCount() throws Exception {
        int calls = 40;
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            byte[][] answers = new byte[calls][];
            for (int i = 0; i < calls; i++) {
                answers[i] =
                        H2Frames.headers(connection.request(), true, ":status", "200", "x-large", "l".repeat(1_500));
            }
            connection.send(answers);
        })) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT.with(Protocol.HTTP2));
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                all.add(CompletableFuture.supplyAsync(() -> status(client), Thread::startVirtualThread));
            }
            for (CompletableFuture<Integer> one : all) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(200);
            }
        }
    }

    private static int status(HttpClient client) {
        try {
            return client.call(Rig.request(Method.POST, "/", Body.empty())).status();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aResetInterruptsTheHandlerAndIsInTheLogAsTheClients() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        HttpHandler handler = _ -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return HttpResponse.of(200);
        };
        try (FrameClient client = client(handler)) {
            client.get(1, "/");
            began.await();
            client.reset(1, ErrorCode.CANCEL);
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
            Failure failure = rig.nextEnd().outcome().failure();
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(Failure.Kind.CANCELLED);
            assertThat(failure.getMessage()).contains("CANCEL");
        }
    }

    @Test
    void aStreamThatWasResetCountsUntilItsHandlerEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpHandler stubborn = _ -> {
            boolean done = false;
            while (!done) {
                try {
                    done = release.await(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                    done = false; // a handler that does not care
                }
            }
            return HttpResponse.of(204);
        };
        try (FrameClient client = client(stubborn)) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/");
                client.reset(2 * i + 1, ErrorCode.CANCEL);
            }
            client.get(201, "/");
            assertThat(client.resetCode()).isEqualTo(ErrorCode.REFUSED_STREAM);
            release.countDown();
        }
    }

    @Test
    void aBrokenBodyIsAResetAndNoEnd() throws Exception {
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.writing(Body.UNKNOWN, out -> {
            out.write("half".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            throw new IOException("no more");
        }));
        try (FrameClient client = client(handler)) {
            client.get(1, "/");
            client.response();
            assertThat(client.next(FrameType.DATA).ends()).isFalse();
            assertThat(client.resetCode()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        }
    }

    @Test
    void goingAwayTakesTwoStepsAndFinishesWhatRuns() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        HttpServer server = rig.serve(ServerSettings.DEFAULT, request -> {
            began.countDown();
            go.await();
            return HttpResponse.text(200, request.path());
        });
        try (FrameClient client = FrameClient.open(server.address())) {
            client.get(1, "/a");
            began.await();
            server.drain();
            Frame first = client.next();
            while (first.type() != FrameType.GOAWAY) {
                first = client.next();
            }
            assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
            client.get(3, "/b"); // sent before it was heard
            Frame ping = client.next(FrameType.PING);
            client.send(FrameType.PING, FrameHeader.ACK, 0, ping.payload());
            Frame second = client.next();
            assertThat(second.type()).isEqualTo(FrameType.GOAWAY);
            assertThat(second.number(0)).isEqualTo(3);
            go.countDown();
            assertThat(client.answers(2)).containsOnly(entry(1, "/a"), entry(3, "/b"));
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.NO_ERROR);
            assertThat(client.raw().isClosed()).isTrue();
        }
    }

    @Test
    void afterItsNumberOfRequestsAConnectionGoesAway() throws Exception {
        ServerSettings classic = new ServerSettings(
                HeadLimits.DEFAULT, 10_000 * MILLI, 10_000 * MILLI, 10_000 * MILLI, 10_000 * MILLI, 2, 256 * 1024);
        try (FrameClient client = FrameClient.open(rig.serve(classic, PATH).address())) {
            client.get(1, "/a");
            assertThat(client.answers(1)).containsEntry(1, "/a");
            client.get(3, "/b");
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.NO_ERROR);
            client.send(
                    FrameType.PING,
                    FrameHeader.ACK,
                    0,
                    client.next(FrameType.PING).payload());
            client.raw().readUntilClosed();
        }
    }

    @Test
    void aFloodEndsTheConnectionAndIsInTheLog() throws Exception {
        try (FrameClient client = client(PATH)) {
            for (int i = 0; i < 100; i++) {
                client.send(FrameType.PING, 0, 0, new byte[8]);
            }
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            Failure failure = rig.nextEnd().outcome().failure();
            assertThat(failure).isNotNull();
            assertThat(failure.text()).contains("too many pings");
        }
    }

    // === time ===

    private FrameClient hasty(HttpHandler handler, int... settings) throws Exception {
        return FrameClient.open(rig.serve(HASTY, handler).address(), settings);
    }

    @Test
    void anIdleConnectionIsClosedWithoutAFault() throws Exception {
        try (FrameClient client = hasty(PATH)) {
            client.get(1, "/");
            assertThat(client.answers(1)).containsOnly(entry(1, "/"));
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.NO_ERROR);
            assertThat(client.raw().isClosed()).isTrue();
        }
    }

    @Test
    void aFrameThatDripsInEndsTheConnection() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpHandler handler = _ -> {
            never.await();
            return HttpResponse.of(200);
        };
        try (FrameClient client = hasty(handler)) {
            client.get(1, "/");
            client.raw().send(new byte[] {0, 0, 100, 1, 4});
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aWindowThatIsNeverOpenedResetsItsStreamOnly() throws Exception {
        HttpHandler handler = request -> HttpResponse.of(
                200, Fields.EMPTY, request.path().equals("/small") ? Body.empty() : Body.of(new byte[100]));
        try (FrameClient client = hasty(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/pinned");
            client.response();
            assertThat(client.resetCode()).isEqualTo(ErrorCode.CANCEL);
            Failure failure = rig.nextEnd().outcome().failure();
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(Failure.Kind.WRITE_TIMEOUT);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsA408() throws Exception {
        try (FrameClient client = hasty(ECHO)) {
            client.head(1, false, "POST", "/");
            assertThat(client.response().status()).isEqualTo(408);
            client.content();
            assertThat(client.resetCode()).isEqualTo(ErrorCode.NO_ERROR);
        }
    }

    // === tunnels ===

    @Test
    void aConnectToAnotherProtocolThanWebSocketIsNotImplemented() throws Exception {
        try (FrameClient client = client(PATH)) {
            client.head(1, false, "CONNECT", "/", ":protocol", "connect-udp");
            assertThat(client.response().status()).isEqualTo(501);
        }
    }

    @Test
    void aWebSocketIsAnUpgradeForHandlersAndARefusalAnOrdinaryAnswer() throws Exception {
        HttpHandler handler = request -> HttpResponse.text(
                403,
                request.method() + " " + request.path() + " " + request.fields().value(FieldName.UPGRADE));
        try (FrameClient client = client(handler)) {
            client.head(1, false, "CONNECT", "/chat", ":protocol", "websocket", "sec-websocket-version", "13");
            assertThat(client.response().status()).isEqualTo(403);
            assertThat(client.content()).isEqualTo("GET /chat websocket");
        }
    }

    @Test
    void bytesOfATunnelGoBothWaysUntilTheOriginCloses() throws Exception {
        try (RawOrigin origin = RawOrigin.requests((request, connection) -> {
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(request.first("sec-websocket-key"))
                            + "\r\n\r\nfirst");
                    connection.send(connection.readExactly(5));
                    connection.close();
                });
                FrameClient client = client(rig.client(origin.port(), ClientSettings.DEFAULT))) {
            client.head(1, false, "CONNECT", "/chat", ":protocol", "websocket", "sec-websocket-version", "13");
            ResponseHead head = client.response();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.fields().contains(FieldName.of("sec-websocket-accept")))
                    .isFalse();
            assertThat(client.next(FrameType.DATA).text()).isEqualTo("first");
            client.data(1, false, "hello");
            assertThat(client.content()).isEqualTo("hello");
            assertThat(rig.nextEnd().status()).isEqualTo(200);
        }
    }

    @Test
    void anOriginThatDoesNotReadTheKeyIsABadGateway() throws Exception {
        try (RawOrigin origin = RawOrigin.requests((_, connection) -> connection.send(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
                FrameClient client = client(rig.client(origin.port(), ClientSettings.DEFAULT))) {
            client.head(1, false, "CONNECT", "/chat", ":protocol", "websocket");
            assertThat(client.response().status()).isEqualTo(502);
        }
    }

    private static String accept(String key) throws Exception {
        byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    }
}
