package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.RawOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of ours, called directly, and its pools. */
class ClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final long SECOND = 1_000_000_000;

    private final Rig rig = new Rig(1);
    private final Rig two = new Rig(2);

    @AfterEach
    void close() throws Exception {
        rig.close();
        two.close();
    }

    private static ClientSettings pool(int idleMax, int openMax, long idleNanos, long waitNanos) {
        return new ClientSettings(
                HeadLimits.DEFAULT,
                5 * SECOND,
                30 * SECOND,
                10 * SECOND,
                new PoolSettings(idleMax, openMax, idleNanos, waitNanos));
    }

    private static ClientSettings reading(long nanos) {
        return new ClientSettings(HeadLimits.DEFAULT, 5 * SECOND, nanos, 10 * SECOND, PoolSettings.DEFAULT);
    }

    private static String text(HttpResponse response) throws Exception {
        return new String(response.body().readAll(1 << 20), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static CompletableFuture<String> async(HttpClient client, HttpRequest request) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(text(client.call(request)));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static Failure failure(CompletableFuture<?> call) throws Exception {
        ExecutionException thrown =
                catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        Throwable cause = thrown.getCause();
        while (cause instanceof CompletionException) {
            cause = cause.getCause();
        }
        assertThat(cause).isInstanceOf(Failure.class);
        return (Failure) Objects.requireNonNull(cause);
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            for (int i = 0; i < 10; i++) {
                assertThat(text(client.call(Rig.get("/")))).isEqualTo("ok");
            }
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(rig.reuses()).isEqualTo(9);
        }
    }

    @Test
    void theConnectionThatCameBackLastIsTakenFirst() throws Exception {
        LinkedBlockingQueue<String> served = new LinkedBlockingQueue<>();
        Semaphore[] go = {new Semaphore(0), new Semaphore(0), new Semaphore(0)};
        try (RawOrigin origin = RawOrigin.requests((_, connection) -> {
            served.add("c" + connection.number());
            go[connection.number()].acquire();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nc" + connection.number());
        })) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            CompletableFuture<String> first = async(client, Rig.get("/"));
            CompletableFuture<String> second = async(client, Rig.get("/"));
            served.take();
            served.take();
            go[2].release();
            CompletableFuture.anyOf(first, second).get(20, TimeUnit.SECONDS);
            go[1].release();
            first.get(20, TimeUnit.SECONDS);
            second.get(20, TimeUnit.SECONDS);
            go[1].release();
            assertThat(text(client.call(Rig.get("/")))).isEqualTo("c1");
        }
    }

    @Test
    void moreConnectionsThanMayBeIdleAreTrimmed() throws Exception {
        CountDownLatch all = new CountDownLatch(4);
        LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
            connection.request();
            all.countDown();
            all.await();
            connection.send(OK);
            connection.isClosed();
            closed.add(connection.number());
        })) {
            HttpClient client = rig.client(origin.port(), pool(1, 100, 60 * SECOND, SECOND));
            List<CompletableFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(async(client, Rig.get("/")));
            }
            for (CompletableFuture<String> call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("ok");
            }
            for (int i = 0; i < 3; i++) {
                assertThat(closed.poll(20, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(rig.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCallThatFindsNoRoomWaitsForTheNextFreeConnection() throws Exception {
        Semaphore go = new Semaphore(0);
        CountDownLatch asked = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.requests((_, connection) -> {
            asked.countDown();
            go.acquire();
            connection.send(OK);
        })) {
            HttpClient client = two.client(origin.port(), pool(10, 1, 60 * SECOND, 20 * SECOND));
            List<CompletableFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) { // on either loop in turn
                calls.add(async(client, Rig.get("/")));
            }
            asked.await();
            go.release(6);
            for (CompletableFuture<String> call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("ok");
            }
        }
    }

    @Test
    void anIdleConnectionOfOneEndpointGivesWayToAnother() throws Exception {
        ClientSettings settings = pool(10, 1, 60 * SECOND, 20 * SECOND);
        PoolLimits limits = new PoolLimits(settings.pool());
        try (RawOrigin one = RawOrigin.answering(OK);
                RawOrigin other = RawOrigin.answering(OK)) {
            HttpClient first = two.client(one.port(), settings, limits);
            HttpClient second = two.client(other.port(), settings, limits);
            for (int i = 0; i < 4; i++) {
                assertThat(text(first.call(Rig.get("/")))).isEqualTo("ok");
                assertThat(text(second.call(Rig.get("/")))).isEqualTo("ok");
            }
            assertThat(limits.open()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void waitingForRoomEndsWithALimitFailure() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(RawOrigin.Connection::stall)) {
            ClientSettings settings = pool(10, 1, 60 * SECOND, SECOND / 20);
            AtomicInteger waits = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            PoolLimits limits = new PoolLimits(
                    settings.pool(), change -> most.accumulateAndGet(waits.addAndGet(change), Math::max));
            HttpClient client = rig.client(origin.port(), settings, limits);
            CompletableFuture<String> first = async(client, Rig.get("/"));
            CompletableFuture<String> second = async(client, Rig.get("/"));
            assertThat(failure(CompletableFuture.anyOf(first, second)).kind()).isEqualTo(Failure.Kind.LIMIT);
            assertThat(most).hasValue(1);
            assertThat(waits).hasValue(0);
        }
    }

    /** Serves one request on the first connection, then closes it when the next has been sent. */
    private static RawOrigin staleOnce() throws Exception {
        return RawOrigin.requests((request, connection) -> {
            if (connection.number() == 1 && !request.startLine().startsWith("GET /first")) {
                connection.close();
            } else {
                connection.send(OK);
            }
        });
    }

    @Test
    void aStaleConnectionIsRetriedOnceForWhatMayBeRepeated() throws Exception {
        try (RawOrigin origin = staleOnce()) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            text(client.call(Rig.get("/first")));
            assertThat(text(client.call(Rig.get("/second")))).isEqualTo("ok");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void aStaleConnectionIsNotRetriedForPost() throws Exception {
        try (RawOrigin origin = staleOnce()) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            text(client.call(Rig.get("/first")));
            CompletableFuture<String> post = async(client, Rig.request(Method.POST, "/second", Body.of("x")));
            assertThat(failure(post).kind()).isEqualTo(Failure.Kind.STALE);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void theEndpointsKeepAliveIsObeyed() throws Exception {
        try (RawOrigin origin =
                RawOrigin.answering("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok")) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            text(client.call(Rig.get("/")));
            text(client.call(Rig.get("/")));
            assertThat(origin.connections())
                    .as("a second is too little to trust it")
                    .isEqualTo(2);
        }
    }

    @Test
    void whatNobodyAskedForClosesAnIdleConnection() throws Exception {
        CountDownLatch resting = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
            connection.request();
            connection.send(OK);
            resting.await();
            connection.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
            closed.complete(connection.isClosed());
        })) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            text(client.call(Rig.get("/")));
            resting.countDown();
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRefusedConnectionIsAFailureThatMayBeRetried() throws Exception {
        HttpClient client = rig.client(FreePorts.next(), ClientSettings.DEFAULT);
        Failure failure = failure(async(client, Rig.get("/")));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void anEndpointThatSaysNothingIsAReadTimeout() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(RawOrigin.Connection::stall)) {
            HttpClient client = rig.client(origin.port(), reading(SECOND / 20));
            assertThat(failure(async(client, Rig.get("/"))).kind()).isEqualTo(Failure.Kind.READ_TIMEOUT);
        }
    }

    @Test
    void anEventStreamMaySayNothingForLong() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RawOrigin silent = RawOrigin.scripted(RawOrigin.Connection::stall);
                RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.request();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                    goOn.await();
                    connection.send("data: 2\n\n");
                })) {
            CompletableFuture<String> stream = async(rig.client(origin.port(), reading(SECOND / 20)), Rig.get("/"));
            HttpClient other = rig.client(silent.port(), reading(SECOND / 5));
            failure(async(other, Rig.get("/"))); // several time-outs later
            goOn.countDown();
            assertThat(stream.get(20, TimeUnit.SECONDS)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void aCallThatIsCancelledInFlightClosesItsConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
            connection.request();
            asked.countDown();
            closed.complete(connection.isClosed());
        })) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            CompletableFuture<Exception> thrown = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    client.call(Rig.get("/"));
                } catch (Exception e) {
                    thrown.complete(e);
                }
            });
            asked.await();
            caller.interrupt();
            assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(Failure.class);
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsLeavesRoomForOthers() throws Exception {
        Semaphore go = new Semaphore(0);
        CountDownLatch asked = new CountDownLatch(1);
        try (RawOrigin origin = RawOrigin.requests((_, connection) -> {
            asked.countDown();
            go.acquire();
            connection.send(OK);
        })) {
            HttpClient client = rig.client(origin.port(), pool(10, 1, 60 * SECOND, 20 * SECOND));
            CompletableFuture<String> first = async(client, Rig.get("/"));
            asked.await();
            CompletableFuture<Exception> thrown = new CompletableFuture<>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    client.call(Rig.get("/"));
                } catch (Exception e) {
                    thrown.complete(e);
                }
            });
            CompletableFuture<String> third = async(client, Rig.get("/"));
            waiting.interrupt();
            thrown.get(20, TimeUnit.SECONDS);
            go.release(3);
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("ok");
            assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo("ok");
        }
    }

    @Test
    void aBodyThatIsDiscardedClosesItsConnection() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
            closed.complete(connection.isClosed());
        })) {
            HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT);
            client.call(Rig.get("/")).body().discard();
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void manyCallsOnTwoLoopsAllComeBack() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(OK)) {
            HttpClient client = two.client(origin.port(), pool(4, 8, 60 * SECOND, 20 * SECOND));
            List<CompletableFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                calls.add(async(client, Rig.get("/")));
            }
            for (CompletableFuture<String> call : calls) {
                assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo("ok");
            }
        }
    }
}
