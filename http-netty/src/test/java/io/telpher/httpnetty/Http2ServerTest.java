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
import io.telpher.httpnetty.wire.ResponseHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawClient;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One HTTP/2 connection to a server of ours whose handler is a few lines: requests, responses, and what is neither. */
class Http2ServerTest {
    private static final HttpHandler PATH = request -> HttpResponse.text(200, request.path());
    private static final HttpHandler ECHO = request -> {
        byte[] body = request.body().readAll(1 << 20);
        return HttpResponse.of(200, request.body().trailers(), Body.of(body));
    };

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
            assertThat(failure.text()).contains("http_request_error").contains("RFC");
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
            client.send(FrameType.HEADERS, 0, 1, H2Frames.block(":method", "GET"));
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
}
