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
import io.telpher.testkit.RawClient;
import io.telpher.testkit.RawOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One HTTP/2 connection to a server of ours whose handler is a few lines. */
class Http2ServerTest {
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
        return FrameClient.open(serve(handler), settings);
    }

    private InetSocketAddress serve(HttpHandler handler) throws Exception {
        return rig.serve(ServerSettings.DEFAULT, handler).address();
    }

    // === requests and responses ===

    @Test
    void settingsComeFirstAndTheClientsAreAcknowledged() throws Exception {
        try (FrameClient client = client(PATH)) {
            Frame first = client.next();
            assertThat(first.type()).isEqualTo(FrameType.SETTINGS);
            Settings settings = Settings.INITIAL.merged(first.payload(), 0, first.payload().length);
            assertThat(settings.streamsMax()).isEqualTo(100);
            assertThat(settings.connectProtocol()).isTrue();
            assertThat(settings.noPriorities()).isTrue();
            assertThat(client.next(FrameType.SETTINGS).header().has(FrameHeader.ACK))
                    .isTrue();
        }
    }

    @Test
    void streamsOfOneConnectionAreServedEachByItself() throws Exception {
        CountDownLatch third = new CountDownLatch(1);
        HttpHandler handler = request -> {
            if (request.path().equals("/1")) {
                third.await();
            } else if (request.path().equals("/5")) {
                third.countDown();
            }
            return HttpResponse.text(200, request.path());
        };
        try (FrameClient client = client(handler)) {
            for (int stream = 1; stream <= 5; stream += 2) {
                client.get(stream, "/" + stream);
            }
            assertThat(client.answers(3)).containsOnly(entry(1, "/1"), entry(3, "/3"), entry(5, "/5"));
        }
    }

    @Test
    void aResponseHasItsLengthAndDateAndNothingOfAConnection() throws Exception {
        HttpHandler handler = _ -> HttpResponse.of(
                200,
                Fields.of(
                        Rig.field("Connection", "close"),
                        Rig.field("Transfer-Encoding", "chunked"),
                        Rig.field("Keep-Alive", "timeout=5"),
                        Rig.field("Upgrade", "foo"),
                        Rig.field("X-Mine", "a")),
                Body.of("hello"));
        try (FrameClient client = client(handler)) {
            client.get(1, "/");
            ResponseHead head = client.response();
            assertThat(head.length()).isEqualTo(5);
            assertThat(head.fields().value(FieldName.DATE)).endsWith("GMT");
            assertThat(head.fields().value(FieldName.of("x-mine"))).isEqualTo("a");
            assertThat(head.fields().size()).isEqualTo(2);
        }
    }

    @Test
    void headTellsTheLengthAndSendsNothing() throws Exception {
        try (FrameClient client = client(_ -> HttpResponse.text(200, "hello"))) {
            client.head(1, true, "HEAD", "/");
            Frame head = client.next(FrameType.HEADERS);
            assertThat(head.ends()).isTrue();
            assertThat(client.decode(head).response(Method.HEAD, true).fields().value(FieldName.CONTENT_LENGTH))
                    .isEqualTo("5");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void noContentEndsWithItsHead(int status) throws Exception {
        try (FrameClient client = client(_ -> HttpResponse.of(status, Fields.EMPTY, Body.of("never")))) {
            client.get(1, "/");
            assertThat(client.next(FrameType.HEADERS).ends()).isTrue();
        }
    }

    @Test
    void hintsComeBeforeTheResponse() throws Exception {
        HttpHandler handler = request -> {
            request.early(HttpResponse.of(103, Fields.of(Rig.field("link", "</a>")), Body.empty()));
            return HttpResponse.text(200, "late");
        };
        try (FrameClient client = client(handler)) {
            client.get(1, "/");
            assertThat(client.response().status()).isEqualTo(103);
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.content()).isEqualTo("late");
        }
    }

    @Test
    void trailersGoBothWays() throws Exception {
        HttpHandler handler = request -> {
            byte[] body = request.body().readAll(1000);
            Fields trailers = request.body().trailers();
            return HttpResponse.of(200, trailers, Body.of(body));
        };
        try (FrameClient client = client(handler)) {
            client.head(1, false, "POST", "/");
            client.data(1, false, "abc");
            client.fields(1, true, "x-sum", "6", "authorization", "secret");
            ResponseHead head = client.response();
            assertThat(head.fields().value(FieldName.of("x-sum"))).isEqualTo("6");
            assertThat(head.fields().contains(FieldName.of("authorization"))).isFalse();
            assertThat(client.content()).isEqualTo("abc");
        }
    }

    @Test
    void leaveToSendABodyIsGivenWhenSomebodyReadsIt() throws Exception {
        try (FrameClient client = client(ECHO)) {
            client.head(1, false, "POST", "/", "expect", "100-continue");
            assertThat(client.response().status()).isEqualTo(100);
            client.data(1, true, "body");
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.content()).isEqualTo("body");
        }
    }

    @Test
    void anAnswerBeforeTheRequestIsWholeRefusesTheRestWithoutAFault() throws Exception {
        try (FrameClient client = client(PATH)) {
            client.head(1, false, "POST", "/early");
            assertThat(client.response().status()).isEqualTo(200);
            assertThat(client.content()).isEqualTo("/early");
            assertThat(client.resetCode()).isEqualTo(ErrorCode.NO_ERROR);
            client.data(1, true, "what was under way is no fault");
            client.get(3, "/next");
            client.response();
            assertThat(client.content()).isEqualTo("/next");
        }
    }

    // === what breaks the rules ===

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upper=a",
                "connection=close",
                "transfer-encoding=chunked",
                "te=gzip",
                "upgrade=h2c",
                "host=b.example",
                "x=a\rb",
                "x=a\nb",
                "x=a\u0000b",
                "x= a",
                "x y=a",
                ":path=/twice",
                ":unknown=a",
                "content-length=-1",
            })
    void aMalformedHeadIsA400AndAReset(String field) throws Exception {
        try (FrameClient client = client(PATH)) {
            String[] nameAndValue = field.split("(?<!^)=", 2);
            client.head(1, false, "POST", "/", nameAndValue);
            assertThat(client.response().status()).isEqualTo(400);
            client.content();
            assertThat(client.resetCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            Failure failure = rig.nextEnd().exchange().failure();
            assertThat(failure).isNotNull();
            assertThat(failure.text()).contains("http_protocol_error").contains("RFC");
            client.get(3, "/next");
            client.response();
            assertThat(client.content()).isEqualTo("/next");
        }
    }

    @Test
    void contentThatDoesNotFitItsLengthIsReset() throws Exception {
        try (FrameClient client = client(ECHO)) {
            client.head(1, false, "POST", "/", "content-length", "3");
            client.data(1, true, "abcd");
            assertThat(client.resetCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            client.head(3, false, "POST", "/", "content-length", "3");
            client.data(3, true, "ab");
            assertThat(client.resetCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void aHeadThatIsTooLargeIsA431AndTheConnectionGoesOn() throws Exception {
        try (FrameClient client = client(PATH)) {
            String[] many = new String[202];
            for (int i = 0; i < many.length; i += 2) {
                many[i] = "x-" + i;
                many[i + 1] = "v";
            }
            client.head(1, true, "GET", "/", many);
            assertThat(client.response().status()).isEqualTo(431);
            client.content();
            client.get(3, "/next");
            client.response();
            assertThat(client.content()).isEqualTo("/next");
        }
    }

    @Test
    void aFrameBeforeSettingsEndsTheConnection() throws Exception {
        try (FrameClient client = client(PATH)) {
            client.raw().close();
        }
        InetSocketAddress address = serve(PATH);
        try (RawClient raw = RawClient.plain(address)) {
            raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\u0008\u0006\0\0\0\0\0pingpong");
            assertThat(raw.readUntilClosed()).contains("before SETTINGS");
        }
    }

    @Test
    void headersWithinAFieldBlockEndTheConnection() throws Exception {
        try (FrameClient client = client(PATH)) {
            client.send(FrameType.HEADERS, 0, 1, FrameClient.block(":method", "GET"));
            client.get(3, "/");
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void dataOnAStreamThatNobodyOpenedEndsTheConnection() throws Exception {
        try (FrameClient client = client(PATH)) {
            client.data(9, true, "x");
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void aStreamNumberThatGoesBackEndsTheConnection() throws Exception {
        try (FrameClient client = client(PATH)) {
            client.get(5, "/");
            client.response();
            client.get(3, "/");
            assertThat(client.goAwayCode()).isEqualTo(ErrorCode.STREAM_CLOSED);
        }
    }

    // === flow control ===

    @Test
    void aResponseWaitsForTheWindowsOfStreamAndConnection() throws Exception {
        byte[] content = new byte[100_000];
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.of(content));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 10)) {
            client.get(1, "/");
            client.response();
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(10);
            client.widen(1, 1000);
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(1000);
            client.widen(1, 99_000);
            int got = 1010;
            while (got < 65_535) {
                got += client.next(FrameType.DATA).header().length();
            }
            assertThat(got).isEqualTo(65_535);
            client.widen(0, 100_000);
            while (got < 100_000) {
                got += client.next(FrameType.DATA).header().length();
            }
            assertThat(got).isEqualTo(100_000);
        }
    }

    @Test
    void settingsThatMakeWindowsSmallerHoldBackWhatIsUnderWay() throws Exception {
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.of(new byte[50]));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 20)) {
            client.get(1, "/");
            client.response();
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(20);
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 0));
            client.widen(1, 21);
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(1);
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 29));
            Frame last = client.next(FrameType.DATA);
            assertThat(last.header().length()).isEqualTo(29);
            assertThat(last.ends()).isTrue();
        }
    }

    @Test
    void aBodyThatNobodyTakesIsNotGrantedAgain() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        HttpHandler handler = request -> {
            go.await();
            return HttpResponse.text(200, "" + request.body().readAll(1 << 20).length);
        };
        try (FrameClient client = client(handler)) {
            client.head(1, false, "POST", "/");
            String block = "x".repeat(16_383);
            for (int i = 0; i < 4; i++) {
                client.data(1, false, block);
            }
            client.get(3, "/held"); // its answer would come after a WINDOW_UPDATE, had there been one
            client.send(FrameType.PING, 0, 0, new byte[8]);
            Frame frame = client.next();
            while (frame.type() != FrameType.PING) {
                assertThat(frame.type() == FrameType.WINDOW_UPDATE && frame.header().stream() == 1)
                        .isFalse();
                frame = client.next();
            }
            go.countDown();
            Frame update = client.next(FrameType.WINDOW_UPDATE);
            while (update.header().stream() != 1) {
                update = client.next(FrameType.WINDOW_UPDATE);
            }
            assertThat(update.number(0)).isGreaterThanOrEqualTo(65_532);
        }
    }

    @Test
    void bodiesThatNobodyReadDoNotNarrowTheConnection() throws Exception {
        Semaphore go = new Semaphore(0);
        HttpHandler handler = request -> {
            go.acquire();
            return PATH.call(request);
        };
        try (FrameClient client = client(handler)) {
            String block = "x".repeat(16_000);
            byte[] padded = new byte[16_000];
            padded[0] = (byte) 200;
            for (int stream = 1; stream < 601; stream += 2) { // 14 MB, of which the connection would hold 2
                client.head(stream, false, "POST", "/" + stream);
                client.data(stream, false, block);
                client.data(stream, false, block);
                client.send(FrameType.DATA, FrameHeader.END_STREAM | FrameHeader.PADDED, stream, padded);
                go.release();
                assertThat(client.answers(1)).containsOnly(entry(stream, "/" + stream));
            }
        }
    }

    @Test
    void moreThanTheWindowHoldsIsAFault() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpHandler handler = _ -> {
            never.await();
            return HttpResponse.of(200);
        };
        try (FrameClient client = client(handler)) {
            client.head(1, false, "POST", "/");
            for (int i = 0; i < 5; i++) {
                client.data(1, false, "x".repeat(16_384));
            }
            assertThat(client.resetCode()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    @Test
    void theMoreUrgentResponseGoesFirst() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        HttpHandler handler = request -> {
            both.countDown();
            return HttpResponse.of(200, Fields.EMPTY, Body.of(request.path().repeat(10_000)));
        };
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/a", "priority", "u=5");
            client.get(3, "/b", "priority", "u=2");
            client.response();
            client.response();
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 20_000));
            assertThat(streamsOfData(client, 40_000)).startsWith(3).endsWith(1).doesNotContainSequence(1, 3);
        }
    }

    @Test
    void aPriorityUpdateCountsEvenBeforeItsStreamIsOpen() throws Exception {
        HttpHandler handler = request ->
                HttpResponse.of(200, Fields.EMPTY, Body.of(request.path().repeat(10_000)));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.send(FrameType.PRIORITY_UPDATE, 0, 0, update(3, "u=0"));
            client.get(1, "/a", "priority", "u=5");
            client.get(3, "/b", "priority", "u=7");
            client.get(5, "/c", "priority", "u=6");
            for (int i = 0; i < 3; i++) {
                client.response();
            }
            client.send(FrameType.PRIORITY_UPDATE, 0, 0, update(5, "u=1"));
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 20_000));
            assertThat(streamsOfData(client, 60_000).stream().distinct()).containsExactly(3, 5, 1);
        }
    }

    @Test
    void theOriginsOwnPriorityCountsForMoreThanTheClients() throws Exception {
        HttpHandler handler = request -> HttpResponse.of(
                200,
                request.path().equals("/b") ? Fields.of(Rig.field("priority", "u=1")) : Fields.EMPTY,
                Body.of(request.path().repeat(10_000)));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/a", "priority", "u=2");
            client.get(3, "/b", "priority", "u=5");
            client.response();
            client.response();
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 20_000));
            assertThat(streamsOfData(client, 40_000).stream().distinct()).containsExactly(3, 1);
        }
    }

    private static byte[] update(int stream, String wish) {
        byte[] text = wish.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + text.length).putInt(stream).put(text).array();
    }

    @Test
    void incrementalResponsesTakeTurns() throws Exception {
        HttpHandler handler = request ->
                HttpResponse.of(200, Fields.EMPTY, Body.of(request.path().repeat(25_000)));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/a", "priority", "i");
            client.get(3, "/b", "priority", "i");
            client.response();
            client.response();
            client.widen(0, 100_000);
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 50_000));
            assertThat(streamsOfData(client, 100_000)).startsWith(1, 3, 1, 3);
        }
    }

    private static List<Integer> streamsOfData(FrameClient client, int bytes) throws IOException {
        List<Integer> streams = new ArrayList<>();
        int got = 0;
        while (got < bytes) {
            Frame frame = client.next(FrameType.DATA);
            streams.add(frame.header().stream());
            got += frame.header().length();
        }
        return streams;
    }

    // === ends ===

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

    @Test
    void plainHttp1IsStillServedOnTheSamePort() throws Exception {
        InetSocketAddress address = serve(PATH);
        try (RawClient raw = RawClient.plain(address)) {
            assertThat(raw.exchange("GET /P HTTP/1.1\r\nHost: a\r\n\r\n").text())
                    .isEqualTo("/P");
        }
        try (RawClient raw = RawClient.plain(address)) {
            raw.sendBytewise("PUT /P HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.readResponse().text()).isEqualTo("/P");
        }
    }
}
