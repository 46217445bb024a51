package io.telpher.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.server.EchoMethods;
import io.telpher.testkit.server.RealGrpc;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of a client of grpc-java to a server of grpc-java, through Telpher. */
class GrpcTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final int BIG = 12 << 20;

    @TempDir
    private static Path folder;

    private static RealGrpc plain;
    private static RealGrpc secure;
    private static RunningTelpher telpher;

    /** Who speaks TLS: the client, Telpher to the server, both or nobody. */
    enum Way {
        PLAIN(false, "plain"),
        TLS_TO_PLAIN(true, "plain"),
        PLAIN_TO_TLS(false, "secure"),
        TLS(true, "secure");

        private final boolean tls;
        private final String upstream;
        private GrpcChannel channel;

        Way(boolean tls, String upstream) {
            this.tls = tls;
            this.upstream = upstream;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        SelfSigned identity = SelfSigned.create(folder, "grpc.example");
        plain = RealGrpc.plain();
        secure = RealGrpc.secure(identity);
        telpher = RunningTelpher.start(
                folder, """
                listeners: [{http: 0, redirect: false}, {https: 0, certificate: automatic}]
                upstreams:
                  plain: {endpoints: ["127.0.0.1:%d"], protocol: http2}
                  secure: {endpoints: ["127.0.0.1:%d"], tls: {ca: %s, name: grpc.example}}
                  nobody: {endpoints: ["127.0.0.1:%d"], protocol: http2}
                routes:
                  - {match: {path: /test.Echo/**, header: {to: secure}}, to: secure}
                  - {match: {path: /test.Echo/**, header: {to: nobody}}, to: nobody}
                  - {match: {path: /test.Echo/**}, to: plain}
                """.formatted(plain.port(), secure.port(), identity.certificate(), FreePorts.next()));
        for (Way way : Way.values()) {
            way.channel = way.tls
                    ? GrpcChannel.secure(telpher.port(1), Path.of(telpher.authority()), way.upstream)
                    : GrpcChannel.plain(telpher.port(0), way.upstream);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (Way way : Way.values()) {
            way.channel.close();
        }
        telpher.close();
        plain.close();
        secure.close();
    }

    private static String unary(Way way, String message) {
        return new String(unary(way, message.getBytes(UTF_8)), UTF_8);
    }

    private static byte[] unary(Way way, byte[] message) {
        return ClientCalls.blockingUnaryCall(way.channel.calls(), EchoMethods.UNARY, CallOptions.DEFAULT, message);
    }

    private static StatusRuntimeException failing(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    @ParameterizedTest
    @EnumSource
    void oneMessageGetsOneBack(Way way) {
        assertThat(unary(way, "hello")).isEqualTo("hello");
        assertThat(unary(way, "")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneMessageGetsManyBack(Way way) {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(
                way.channel.calls(), EchoMethods.DOWN, CallOptions.DEFAULT, "500 x 1000".getBytes(UTF_8));
        int count = 0;
        while (answers.hasNext()) {
            assertThat(answers.next()).hasSize(1000);
            count++;
        }
        assertThat(count).isEqualTo(500);
    }

    @ParameterizedTest
    @EnumSource
    void manyMessagesGetOneBack(Way way) throws Exception {
        Answers answers = new Answers();
        StreamObserver<byte[]> up = ClientCalls.asyncClientStreamingCall(
                way.channel.calls().newCall(EchoMethods.UP, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 500; i++) {
            up.onNext(new byte[1000]);
        }
        up.onCompleted();
        assertThat(answers.next()).asString().isEqualTo("500000");
        assertThat(answers.end()).isEqualTo(Status.Code.OK);
    }

    @ParameterizedTest
    @EnumSource
    void bothSpeakWhenTheyLike(Way way) throws Exception {
        Answers answers = new Answers();
        StreamObserver<byte[]> up = ClientCalls.asyncBidiStreamingCall(
                way.channel.calls().newCall(EchoMethods.BOTH, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 20; i++) {
            up.onNext(("ping" + i).getBytes(UTF_8));
            assertThat(answers.next()).asString().isEqualTo("ping" + i);
        }
        up.onCompleted();
        assertThat(answers.end()).isEqualTo(Status.Code.OK);
    }

    @ParameterizedTest
    @EnumSource
    void aStatusComesWithItsWordsAndTrailers(Way way) {
        StatusRuntimeException thrown = failing(() -> unary(way, "fail"));
        assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(thrown.getStatus().getDescription()).isEqualTo("no more of \u00e9");
        Metadata trailers = Objects.requireNonNull(thrown.getTrailers());
        assertThat(trailers.get(RealGrpc.WHY)).isEqualTo("because");
    }

    @Test
    void theLogTellsHowCallsEnded() throws Exception {
        unary(Way.PLAIN, "well");
        failing(() -> unary(Way.PLAIN, "fail"));
        for (Status.Code code : List.of(Status.Code.OK, Status.Code.RESOURCE_EXHAUSTED)) {
            JsonNode line = telpher.logged(one -> one.path("grpc_status").asInt(-1) == code.value());
            assertThat(line.path("status").asInt()).isEqualTo(200);
        }
    }

    @Test
    void aStreamThatFailsOnItsWayTellsHow() throws Exception {
        Answers answers = new Answers();
        StreamObserver<byte[]> up = ClientCalls.asyncBidiStreamingCall(
                Way.PLAIN.channel.calls().newCall(EchoMethods.BOTH, CallOptions.DEFAULT), answers);
        up.onNext("fine".getBytes(UTF_8));
        assertThat(answers.next()).asString().isEqualTo("fine");
        up.onNext("fail".getBytes(UTF_8));
        assertThat(answers.end()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @ParameterizedTest
    @EnumSource
    void bigMessagesGoBothWays(Way way) {
        byte[] big = new byte[BIG];
        java.util.Arrays.fill(big, (byte) 7);
        assertThat(unary(way, big)).isEqualTo(big);
    }

    @Test
    void aClientThatReadsSlowlyStopsItsServer() throws Exception {
        long before = plain.sent();
        Semaphore read = new Semaphore(0);
        ClientCall<byte[], byte[]> call = Way.PLAIN.channel.calls().newCall(EchoMethods.DOWN, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] message) {
                        read.release();
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage("10000 x 10000".getBytes(UTF_8));
        call.halfClose();
        assertThat(read.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        AtomicLong last = new AtomicLong();
        long stuck = Eventually.see(() -> plain.sent() - before, seen -> seen == last.getAndSet(seen));
        assertThat(stuck).as("of 10,000").isLessThan(1_000);
        call.request(9_999);
        assertThat(read.tryAcquire(9_999, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theServerLearnsHowMuchTimeIsLeft() {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
        byte[] left = ClientCalls.blockingUnaryCall(
                Way.PLAIN.channel.calls(), EchoMethods.UNARY, options, "deadline".getBytes(UTF_8));
        assertThat(Long.parseLong(new String(left, UTF_8))).isBetween(1L, 60_000L);
        assertThat(unary(Way.PLAIN, "deadline")).isEqualTo("-1");
    }

    @Test
    void aDeadlineEndsTheCallAtTheServerToo() throws Exception {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);
        StatusRuntimeException thrown = failing(() -> ClientCalls.blockingUnaryCall(
                Way.PLAIN.channel.calls(), EchoMethods.UNARY, options, "wait".getBytes(UTF_8)));
        assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        Eventually.see(plain::waiting, calls -> calls == 0);
    }

    @Test
    void aDeadlineThatOnlyTelpherKeepsIsAnsweredInGrpcsTerms() throws Exception {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "300m");
        Answers answers = new Answers();
        ClientCalls.asyncUnaryCall(
                Way.PLAIN.channel.calls(headers).newCall(EchoMethods.UNARY, CallOptions.DEFAULT),
                "wait".getBytes(UTF_8),
                answers);
        assertThat(answers.end()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        Eventually.see(plain::waiting, calls -> calls == 0);
    }

    @Test
    void whoGoesAwayIsMissedByTheServer() throws Exception {
        ClientCall<byte[], byte[]> call = Way.PLAIN.channel.calls().newCall(EchoMethods.DOWN, CallOptions.DEFAULT);
        Answers answers = new Answers();
        ClientCalls.asyncServerStreamingCall(call, "wait".getBytes(UTF_8), answers);
        assertThat(answers.next()).asString().isEqualTo("wait");
        assertThat(plain.waiting()).isPositive();
        call.cancel("enough", null);
        Eventually.see(plain::waiting, calls -> calls == 0);
        assertThat(answers.end()).isEqualTo(Status.Code.CANCELLED);
    }

    @Test
    void whatNobodyServesIsUnavailableOrUnimplemented() throws Exception {
        GrpcChannel nobody = GrpcChannel.plain(telpher.port(0), "nobody");
        try {
            StatusRuntimeException refused = failing(() ->
                    ClientCalls.blockingUnaryCall(nobody.calls(), EchoMethods.UNARY, CallOptions.DEFAULT, new byte[0]));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(refused.getStatus().getDescription()).startsWith("Telpher: 502");
            telpher.logged(line -> line.path("grpc_status").asInt() == Status.Code.UNAVAILABLE.value());
        } finally {
            nobody.close();
        }
    }

    /** What a call answers, and how it ends. */
    private static final class Answers implements StreamObserver<byte[]> {
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status.Code> ends = new LinkedBlockingQueue<>();

        byte[] next() throws InterruptedException {
            return Objects.requireNonNull(
                    messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "no message, " + ends);
        }

        Status.Code end() throws InterruptedException {
            return Objects.requireNonNull(ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no end");
        }

        @Override
        public void onNext(byte[] message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable cause) {
            ends.add(Status.fromThrowable(cause).getCode());
        }

        @Override
        public void onCompleted() {
            ends.add(Status.Code.OK);
        }
    }
}
