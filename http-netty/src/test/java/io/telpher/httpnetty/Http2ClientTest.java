package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A client of ours and origins of HTTP/2 that do what they like. */
class Http2ClientTest {
    private static final long SECOND = 1_000_000_000;
    private static final int PATIENCE_SECONDS = 20;
    private static final ClientSettings HTTP2 = ClientSettings.DEFAULT.with(Protocol.HTTP2);

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static HttpRequest post() {
        return Rig.request(Method.POST, "/", Body.of("hello"));
    }

    private static String text(HttpResponse response) throws Exception {
        return new String(response.body().readAll(1 << 20), ISO_8859_1);
    }

    private Failure failure(RawOrigin origin, HttpRequest request) {
        HttpClient client = rig.client(origin.port(), HTTP2);
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, () -> {
            HttpResponse response = client.call(request);
            try {
                response.body().readAll(1 << 20);
            } catch (java.io.IOException e) {
                throw Objects.requireNonNull(e.getCause());
            }
        }));
    }

    // === what was not looked at ===

    @Test
    void whatCameAfterTheLastStreamOfAGoawayIsSentAgainElsewhere() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            if (connection.number() == 1) {
                connection.goAway(0);
                connection.stall();
            }
            connection.answer(stream, "second");
            connection.stall();
        })) {
            assertThat(text(rig.client(origin.port(), HTTP2).call(post()))).isEqualTo("second");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatGoesAwayFinishesWhatItHasAndTakesNoMore() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.goAway(stream);
            connection.answer(stream, "from " + connection.number());
            connection.stall();
        })) {
            HttpClient client = rig.client(origin.port(), HTTP2);
            assertThat(text(client.call(post()))).isEqualTo("from 1");
            assertThat(text(client.call(post()))).isEqualTo("from 2");
            Eventually.see(rig::connections, count -> count == 0);
        }
    }

    @Test
    void aRefusedStreamIsSentAgain() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            connection.reset(connection.request(), ErrorCode.REFUSED_STREAM);
            connection.answer(connection.request(), "now");
            connection.stall();
        })) {
            assertThat(text(rig.client(origin.port(), HTTP2).call(post()))).isEqualTo("now");
        }
    }

    @Test
    void aResetStreamIsNot() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            connection.reset(connection.request(), ErrorCode.INTERNAL_ERROR);
            connection.stall();
        })) {
            Failure failure = failure(origin, post());
            assertThat(failure.kind()).isEqualTo(Failure.Kind.RESET);
            assertThat(failure.retryable()).isFalse();
            assertThat(failure.text()).contains("INTERNAL_ERROR");
        }
    }

    // === sharing ===

    @Test
    void aConnectionThatIsFullIsJoinedByAnother() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (RawOrigin origin = FrameOrigin.scripted(
                connection -> {
                    connection.answer(connection.request(), "settled");
                    int stream = connection.request();
                    both.countDown();
                    both.await();
                    connection.answer(stream, "from " + connection.number());
                    connection.stall();
                },
                Settings.MAX_CONCURRENT_STREAMS,
                1)) {
            HttpClient client = rig.client(origin.port(), HTTP2);
            text(client.call(Rig.get("/")));
            CompletableFuture<String> one = async(client);
            Eventually.see(both::getCount, count -> count == 1);
            CompletableFuture<String> first = async(client); // on a connection of its own, which answers at once
            assertThat(first.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("settled");
            CompletableFuture<String> two = async(client);
            assertThat(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("from 1");
            assertThat(two.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("from 2");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    private static CompletableFuture<String> async(HttpClient client) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(text(client.call(Rig.get("/"))));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void moreStreamsThanTheBoundAreRefusedHere() throws Exception {
        PoolSettings pool = new PoolSettings(10, 100, 60 * SECOND, 10 * SECOND, 1);
        ClientSettings settings =
                new ClientSettings(HeadLimits.DEFAULT, Protocol.HTTP2, 5 * SECOND, 30 * SECOND, 10 * SECOND, pool);
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            connection.fields(connection.request(), false, ":status", "200");
            connection.stall();
        })) {
            HttpClient client = rig.client(origin.port(), settings);
            HttpResponse first = client.call(Rig.get("/"));
            Failure failure =
                    Objects.requireNonNull(catchThrowableOfType(Failure.class, () -> client.call(Rig.get("/"))));
            assertThat(failure.kind()).isEqualTo(Failure.Kind.LIMIT);
            assertThat(failure.retryable()).isTrue();
            first.body().discard();
            Eventually.see(rig::streams, count -> count == 0);
        }
    }

    // === what no response may be ===

    /** Responses that no client of ours gets to see. */
    enum Malformed {
        NO_STATUS("x", "y"),
        STATUS_OF_TWO_DIGITS(":status", "20"),
        SWITCHING(":status", "101"),
        PATH(":status", "200", ":path", "/"),
        CAPITALS(":status", "200", "X-Name", "y"),
        CONNECTION(":status", "200", "connection", "close"),
        TRANSFER_ENCODING(":status", "200", "transfer-encoding", "chunked"),
        LINE_FEED(":status", "200", "x", "a\nset-cookie: b"),
        CARRIAGE_RETURN(":status", "200", "x", "a\r"),
        NUL(":status", "200", "x", "a\0"),
        COLON(":status", "200", "x:y", "a"),
        SPACE(":status", "200", "x y", "a"),
        LENGTH(":status", "200", "content-length", "9"),
        TWO_LENGTHS(":status", "200", "content-length", "2", "content-length", "3");

        private final String[] fields;

        Malformed(String... fields) {
            this.fields = fields;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMalformedResponseIsAFailure(Malformed malformed) throws Exception {
        BlockingQueue<FrameHeader> resets = new LinkedBlockingQueue<>();
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.fields(stream, false, malformed.fields);
            connection.data(stream, true, "ok");
            resets.add(connection.next(FrameType.RST_STREAM));
            connection.stall();
        })) {
            assertThat(failure(origin, Rig.get("/")).kind()).isEqualTo(Failure.Kind.PROTOCOL);
            assertThat(resets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void contentBeforeTheHeadIsAFailure() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            connection.data(connection.request(), true, "ok");
            connection.stall();
        })) {
            assertThat(failure(origin, Rig.get("/")).kind()).isEqualTo(Failure.Kind.PROTOCOL);
        }
    }

    @Test
    void aPushEndsTheConnection() throws Exception {
        BlockingQueue<FrameHeader> goneAway = new LinkedBlockingQueue<>();
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.send(FrameType.PUSH_PROMISE, FrameHeader.END_HEADERS, stream, new byte[] {0, 0, 0, 2});
            goneAway.add(connection.next(FrameType.GOAWAY));
            connection.stall();
        })) {
            assertThat(failure(origin, Rig.get("/")).kind()).isEqualTo(Failure.Kind.PROTOCOL);
            assertThat(goneAway.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"PING, 8, 200", "SETTINGS, 0, 200", "DATA, 0, 200"})
    void aFloodEndsTheConnection(FrameType type, int bytes, int count) throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.fields(stream, false, ":status", "200");
            for (int i = 0; i < count; i++) {
                connection.send(type, 0, type == FrameType.DATA ? stream : 0, new byte[bytes]);
            }
            connection.stall();
        })) {
            Failure failure = failure(origin, Rig.get("/"));
            assertThat(failure.kind()).isEqualTo(Failure.Kind.PROTOCOL);
            assertThat(failure.text()).contains("too many");
        }
    }

    @Test
    void interimResponsesWithoutEndAreAFailure() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            for (int i = 0; i < 200; i++) {
                connection.fields(stream, false, ":status", "103");
            }
            connection.stall();
        })) {
            assertThat(failure(origin, Rig.get("/")).text()).contains("interim responses");
        }
    }

    // === bodies and ends ===

    @Test
    void anAnswerBeforeTheRequestIsWholeIsTakenAndTheRestNotSent() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.answer(stream, "enough");
            connection.reset(stream, ErrorCode.NO_ERROR);
            connection.answer(connection.request(), "next");
            connection.stall();
        })) {
            HttpClient client = rig.client(origin.port(), HTTP2);
            Body endless = Body.writing(Body.UNKNOWN, out -> {
                while (true) {
                    out.write(new byte[1000]);
                    out.flush();
                }
            });
            assertThat(text(client.call(Rig.request(Method.POST, "/", endless))))
                    .isEqualTo("enough");
            assertThat(text(client.call(Rig.get("/")))).isEqualTo("next");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void whoDoesNotWantTheRestResetsTheStreamAndNotTheConnection() throws Exception {
        BlockingQueue<FrameHeader> resets = new LinkedBlockingQueue<>();
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.fields(stream, false, ":status", "200");
            connection.data(stream, false, "some");
            resets.add(connection.next(FrameType.RST_STREAM));
            connection.answer(connection.request(), "next");
            connection.stall();
        })) {
            HttpClient client = rig.client(origin.port(), HTTP2);
            client.call(Rig.get("/")).body().discard();
            assertThat(resets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
            assertThat(text(client.call(Rig.get("/")))).isEqualTo("next");
        }
    }

    @Test
    void trailersComeAfterTheContent() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            int stream = connection.request();
            connection.fields(stream, false, ":status", "200");
            connection.data(stream, false, "some");
            connection.fields(stream, true, "x-sum", "7", "content-type", "late");
            connection.stall();
        })) {
            HttpResponse response = rig.client(origin.port(), HTTP2).call(Rig.get("/"));
            assertThat(text(response)).isEqualTo("some");
            assertThat(response.body().trailers().value(FieldName.of("x-sum"))).isEqualTo("7");
            assertThat(response.body().trailers().contains(FieldName.CONTENT_TYPE))
                    .isFalse();
        }
    }

    @Test
    void anEndpointThatSaysNothingIsNotWaitedForLongerThanTheReadTimeout() throws Exception {
        ClientSettings quick = new ClientSettings(
                HeadLimits.DEFAULT, Protocol.HTTP2, 5 * SECOND, SECOND / 5, 10 * SECOND, PoolSettings.DEFAULT);
        try (RawOrigin origin = FrameOrigin.scripted(FrameOrigin::stall)) {
            HttpClient client = rig.client(origin.port(), quick);
            Failure failure =
                    Objects.requireNonNull(catchThrowableOfType(Failure.class, () -> client.call(Rig.get("/"))));
            assertThat(failure.kind()).isEqualTo(Failure.Kind.READ_TIMEOUT);
        }
    }

    @Test
    void theDeadlineOfTheExchangeEndsTheCall() throws Exception {
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            connection.request();
            connection.stall();
        })) {
            HttpRequest request =
                    Rig.request(Method.POST, "/", Body.of("x"), Field.of(FieldName.CONTENT_TYPE, "application/grpc"));
            request.exchange().deadline(rig.loops().all().getFirst().nanos() + SECOND);
            assertThat(failure(origin, request).kind()).isEqualTo(Failure.Kind.DEADLINE);
        }
    }

    @Test
    void idleConnectionsAreClosed() throws Exception {
        PoolSettings pool = new PoolSettings(10, 100, SECOND / 5, 10 * SECOND);
        ClientSettings settings =
                new ClientSettings(HeadLimits.DEFAULT, Protocol.HTTP2, 5 * SECOND, 30 * SECOND, 10 * SECOND, pool);
        try (RawOrigin origin = FrameOrigin.scripted(connection -> {
            connection.answer(connection.request(), "ok");
            connection.next(FrameType.GOAWAY);
        })) {
            assertThat(text(rig.client(origin.port(), settings).call(Rig.get("/"))))
                    .isEqualTo("ok");
            Eventually.see(rig::connections, count -> count == 0);
            Eventually.see(origin::trouble, java.util.List::isEmpty);
        }
    }
}
