package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.httpnetty.wire.HeadLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What HTTP is whatever carries it: every version of it passes these tests, server and client together. No time matters
 * here, so all are so long that no busy machine reaches them.
 */
abstract class HttpTransportContract {
    static final int PATIENCE_SECONDS = 300;
    static final ServerSettings SERVER_SETTINGS;
    static final ClientSettings CLIENT_SETTINGS;

    static {
        long nanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        SERVER_SETTINGS = new ServerSettings(
                HeadLimits.DEFAULT, nanos, nanos, nanos, nanos, 0, ServerSettings.DEFAULT.drainBytesMax());
        PoolSettings pool =
                new PoolSettings(PoolSettings.DEFAULT.idleMax(), PoolSettings.DEFAULT.openMax(), nanos, nanos);
        CLIENT_SETTINGS = new ClientSettings(HeadLimits.DEFAULT, nanos, nanos, nanos, pool);
    }

    private static final long DIRECT_BYTES_MAX = 64L << 20;

    /** A server and a client of one version. */
    interface Transport extends AutoCloseable {
        /** A client of a server that serves by this handler. */
        HttpHandler serve(HttpHandler handler) throws Exception;

        @Override
        void close() throws Exception;
    }

    private @Nullable Transport transport;

    abstract Transport open();

    @BeforeEach
    void openTransport() {
        transport = open();
    }

    @AfterEach
    void closeTransport() throws Exception {
        Objects.requireNonNull(transport).close();
    }

    private HttpHandler serve(HttpHandler handler) throws Exception {
        return Objects.requireNonNull(transport).serve(handler);
    }

    private static String text(HttpResponse response) throws IOException {
        return new String(response.body().readAll(1 << 20), ISO_8859_1);
    }

    private static HttpResponse echo(HttpRequest request) throws IOException {
        byte[] body = request.body().readAll(1 << 20);
        return HttpResponse.of(
                200,
                request.fields().with(FieldName.of("x-method"), request.method().name()),
                Body.of(body));
    }

    @Test
    void methodFieldsAndBodyGoThereAndComeBack() throws Exception {
        HttpHandler client = serve(HttpTransportContract::echo);
        HttpResponse response = client.call(
                Rig.request(Method.PUT, "/", Body.of("hello"), Rig.field("x-mine", "a"), Rig.field("x-mine", "b")));
        assertThat(response.fields().value(FieldName.of("x-method"))).isEqualTo("PUT");
        assertThat(response.fields().values(FieldName.of("x-mine"))).containsExactly("a", "b");
        assertThat(text(response)).isEqualTo("hello");
    }

    @Test
    void theTargetArrivesAsItWasSent() throws Exception {
        HttpHandler client = serve(request -> HttpResponse.text(200, request.authority() + request.target()));
        HttpRequest request = Rig.get("/a/b").withTarget("/a/b", "c=d&e");
        assertThat(text(client.call(request))).isEqualTo("a.example/a/b?c=d&e");
    }

    @Test
    void headHasNoBody() throws Exception {
        HttpHandler client = serve(_ -> HttpResponse.text(200, "hello"));
        HttpResponse response = client.call(Rig.request(Method.HEAD, "/", Body.empty()));
        assertThat(response.fields().value(FieldName.CONTENT_LENGTH)).isEqualTo("5");
        assertThat(text(response)).isEmpty();
        assertThat(text(client.call(Rig.get("/")))).isEqualTo("hello");
    }

    @Test
    void aBodyOfUnknownLengthArrivesWhole() throws Exception {
        HttpHandler client = serve(HttpTransportContract::echo);
        Body written = Body.writing(Body.UNKNOWN, out -> {
            for (int i = 0; i < 1000; i++) {
                out.write("0123456789".getBytes(ISO_8859_1));
            }
        });
        assertThat(text(client.call(Rig.request(Method.POST, "/", written)))).isEqualTo("0123456789".repeat(1000));
    }

    @Test
    void contentInDirectMemoryIsSentFromThereAndGivenBack() throws Exception {
        BlockingQueue<LentBody> answers = new LinkedBlockingQueue<>();
        HttpHandler client = serve(_ -> HttpResponse.of(200, Fields.EMPTY, answers.take()));
        for (int length : new int[] {1, 1_000, 5_000, 100_000, 1_048_576, 3_000_000}) {
            LentBody answer = new LentBody(length);
            answers.add(answer);
            byte[] content = client.call(Rig.get("/")).body().readAll(length + 1);
            assertThat(Arrays.equals(content, LentBody.content(length))).isTrue();
            assertThat(answer.givenBack.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void contentInDirectMemoryIsGivenBackThoughNobodyWantsIt() throws Exception {
        BlockingQueue<LentBody> answers = new LinkedBlockingQueue<>();
        HttpHandler client = serve(_ -> HttpResponse.of(200, Fields.EMPTY, answers.take()));
        LentBody described = new LentBody(8_000);
        answers.add(described);
        assertThat(text(client.call(Rig.request(Method.HEAD, "/", Body.empty()))))
                .isEmpty();
        assertThat(described.givenBack.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        LentBody unread = new LentBody(8_000_000);
        answers.add(unread);
        client.call(Rig.get("/")).body().discard();
        assertThat(unread.givenBack.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void trailersFollowBodiesOfUnknownLengthBothWays() throws Exception {
        HttpHandler client = serve(request -> {
            byte[] body = request.body().readAll(1 << 20);
            return HttpResponse.of(
                    200, Fields.EMPTY, trailed(body, request.body().trailers()));
        });
        Fields trailers = Fields.of(Rig.field("x-sum", "12"), Rig.field("x-sum", "34"));
        HttpResponse response =
                client.call(Rig.request(Method.POST, "/", trailed("hello".getBytes(ISO_8859_1), trailers)));
        assertThat(text(response)).isEqualTo("hello");
        assertThat(response.body().trailers().values(FieldName.of("x-sum"))).containsExactly("12", "34");
        assertThat(response.body().trailers().size()).isEqualTo(2);
    }

    private static Body trailed(byte[] content, Fields trailers) {
        return new Body() {
            @Override
            public long length() {
                return UNKNOWN;
            }

            @Override
            public InputStream stream() {
                return new ByteArrayInputStream(content);
            }

            @Override
            public Fields trailers() {
                return trailers;
            }
        };
    }

    @Test
    void hintsComeBeforeTheResponse() throws Exception {
        HttpHandler client = serve(request -> {
            request.early(HttpResponse.of(103, Fields.of(Rig.field("link", "</a>")), Body.empty()));
            return HttpResponse.text(200, "late");
        });
        List<Integer> early = new ArrayList<>();
        HttpRequest request = Rig.get("/");
        request.exchange().interimTo(interim -> early.add(interim.status()));
        assertThat(text(client.call(request))).isEqualTo("late");
        assertThat(early).containsExactly(103);
    }

    @Test
    void aMistakeIsA500AndTheNextRequestIsServed() throws Exception {
        HttpHandler client = serve(request -> {
            if (request.path().equals("/bug")) {
                throw new IllegalStateException("oops");
            }
            return HttpResponse.text(200, "fine");
        });
        HttpResponse problem = client.call(Rig.get("/bug"));
        assertThat(problem.status()).isEqualTo(500);
        problem.body().discard();
        assertThat(text(client.call(Rig.get("/")))).isEqualTo("fine");
    }

    @Test
    void whatIsFlushedArrivesWhileTheRestIsStillToBeWritten() throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        HttpHandler client = serve(_ -> HttpResponse.of(200, Fields.EMPTY, Body.writing(Body.UNKNOWN, out -> {
            for (String event = take(events); !event.isEmpty(); event = take(events)) {
                out.write(event.getBytes(ISO_8859_1));
                out.flush();
            }
        })));
        try (InputStream in = client.call(Rig.get("/")).body().stream()) {
            for (int i = 0; i < 3; i++) {
                events.put("event" + i);
                assertThat(in.readNBytes(6)).asString().isEqualTo("event" + i);
            }
            events.put("");
            assertThat(in.read()).isNegative();
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
    void aBodyThatBreaksOffIsAFailureAndNoEnd() throws Exception {
        HttpHandler client = serve(_ -> HttpResponse.of(200, Fields.EMPTY, Body.writing(Body.UNKNOWN, out -> {
            out.write("half".getBytes(ISO_8859_1));
            out.flush();
            throw new IOException("no more");
        })));
        Throwable thrown = catchThrowable(() -> text(client.call(Rig.get("/"))));
        assertThat(thrown).isInstanceOf(Exception.class).isNotInstanceOf(RuntimeException.class);
    }

    @Test
    void aCallThatIsInterruptedInterruptsItsHandler() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        HttpHandler client = serve(_ -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return HttpResponse.of(200);
        });
        Thread caller = Thread.ofVirtual().start(() -> catchThrowable(() -> client.call(Rig.get("/"))));
        began.await();
        caller.interrupt();
        assertThat(interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void manyCallsAtOnceEachGetTheirOwnAnswer() throws Exception {
        HttpHandler client = serve(request -> HttpResponse.text(200, request.path()));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String path = "/" + i;
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(text(client.call(Rig.get(path))));
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("/" + i);
        }
    }

    @Test
    void manyMegabytesBothWaysTakeLittleMemory() throws Exception {
        muchBothWays(32L << 20);
    }

    @Test
    @Tag("slow")
    void fourGigabytesBothWaysTakeLittleMemory() throws Exception {
        muchBothWays(4L << 30);
    }

    private void muchBothWays(long bytes) throws Exception {
        HttpHandler client = serve(request -> {
            long received = count(request.body());
            return HttpResponse.of(200, Fields.of(Rig.field("x-received", "" + received)), much(bytes));
        });
        HttpResponse response = client.call(Rig.request(Method.POST, "/", much(bytes)));
        assertThat(response.fields().value(FieldName.of("x-received"))).isEqualTo("" + bytes);
        assertThat(count(response.body())).isEqualTo(bytes);
    }

    private static Body much(long bytes) {
        return Body.writing(bytes, out -> {
            byte[] block = new byte[1 << 16];
            for (long sent = 0; sent < bytes; sent += block.length) {
                out.write(block);
            }
        });
    }

    private static long count(Body body) throws IOException {
        long total = 0;
        byte[] block = new byte[1 << 16];
        try (InputStream in = body.stream()) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                total += n;
                if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider memory) {
                    assertThat(memory.metric().usedDirectMemory()).isLessThan(DIRECT_BYTES_MAX);
                }
            }
        }
        return total;
    }
}
