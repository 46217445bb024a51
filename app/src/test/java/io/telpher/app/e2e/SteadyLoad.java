package io.telpher.app.e2e;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.telpher.core.Waiter;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.server.EchoMethods;
import io.telpher.testkit.server.RealGrpc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that keep a Telpher busy: requests at a fixed rate, WebSockets whose every message
 * is answered by itself, event streams whose events are numbered, streams and calls of gRPC. Each notes what goes wrong and
 * then ends: a failed request, a stream that is closed, a message that is lost or comes twice.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int LIMIT_MILLIS = 300_000; // a busy machine may take its time
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long MESSAGE_NANOS = SECOND_NANOS;
    private static final long CALL_NANOS = SECOND_NANOS / 20;
    private static final int UNDER_WAY = 3; // messages of a stream of gRPC that are sent ahead

    private final int port;
    private final Waiter waiter;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final List<AtomicLong> streams = new CopyOnWriteArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Double> perSecond = new CopyOnWriteArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong called = new AtomicLong();
    private volatile boolean over;

    SteadyLoad(int port, Waiter waiter) {
        this.port = port;
        this.waiter = waiter;
    }

    private interface Client {
        void run(RawClient connection) throws Exception;
    }

    private interface Work {
        void run() throws Exception;
    }

    private void start(String name, Client client) {
        work(name, () -> {
            try (RawClient connection = RawClient.plain(port)) {
                connection.socket().setSoTimeout(LIMIT_MILLIS);
                client.run(connection);
            }
        });
    }

    private void work(String name, Work work) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (Exception | AssertionError e) {
                trouble.add(name + ": " + e);
            }
        }));
    }

    /** Requests of these kinds, in rounds that follow each other. */
    SteadyLoad requests(RatedRequests... kinds) {
        for (RatedRequests kind : kinds) {
            work("requests " + kind.option(), () -> {
                while (!over) {
                    perSecond.add(kind.round());
                    answered.addAndGet(kind.each());
                }
            });
        }
        return this;
    }

    SteadyLoad webSockets(int count) {
        for (int i = 1; i <= count; i++) {
            AtomicLong counted = counted();
            start("WebSocket " + i, connection -> {
                connection.send(
                        "GET /streams/socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                if (!connection.readHead().startsWith("HTTP/1.1 101 ")) {
                    throw new AssertionError("no WebSocket");
                }
                while (!over) {
                    String message = Long.toString(counted.get() + 1);
                    connection.send(masked(message));
                    byte[] head = connection.readExactly(2);
                    same(message, new String(connection.readExactly(head[1]), StandardCharsets.US_ASCII));
                    counted.incrementAndGet();
                    waiter.sleep(MESSAGE_NANOS);
                }
            });
        }
        return this;
    }

    /** A text frame whose mask is zero, so that it reads as it is. */
    private static byte[] masked(String text) {
        byte[] frame = new byte[6 + text.length()];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | text.length());
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, 6, text.length());
        return frame;
    }

    SteadyLoad eventStreams(int count) {
        for (int i = 1; i <= count; i++) {
            AtomicLong counted = counted();
            start("event stream " + i, connection -> {
                connection.send("GET /streams/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
                if (!connection.readHead().startsWith("HTTP/1.1 200 ")) {
                    throw new AssertionError("no event stream");
                }
                StringBuilder text = new StringBuilder();
                while (!over) {
                    text.append(new String(connection.readChunk(), StandardCharsets.US_ASCII));
                    for (int end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
                        same("data: " + (counted.get() + 1), text.substring(0, end));
                        counted.incrementAndGet();
                        text.delete(0, end + 2);
                    }
                }
            });
        }
        return this;
    }

    /** Streams of gRPC, so many on each of these connections, and on each connection calls that begin anew all the time. */
    SteadyLoad grpc(int connections, int streamsEach) {
        for (int i = 1; i <= connections; i++) {
            ManagedChannel channel = RealGrpc.channel(port);
            channels.add(channel);
            for (int j = 1; j <= streamsEach; j++) {
                AtomicLong counted = counted();
                work("gRPC stream " + i + "." + j, () -> grpcStream(channel, counted));
            }
            work("gRPC calls " + i, () -> {
                while (!over) {
                    String message = Long.toString(called.get());
                    CallOptions limited = CallOptions.DEFAULT.withDeadlineAfter(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
                    byte[] answer =
                            ClientCalls.blockingUnaryCall(channel, EchoMethods.UNARY, limited, GrpcTalk.bytes(message));
                    same(message, GrpcTalk.text(answer));
                    called.incrementAndGet();
                    waiter.sleep(CALL_NANOS);
                }
            });
        }
        return this;
    }

    private void grpcStream(ManagedChannel channel, AtomicLong counted) throws InterruptedException {
        GrpcTalk talk = new GrpcTalk(channel);
        for (int i = 1; i <= UNDER_WAY; i++) {
            talk.say(Integer.toString(i));
        }
        while (!over) {
            same(Long.toString(counted.get() + 1), talk.hear(LIMIT_MILLIS));
            talk.say(Long.toString(counted.incrementAndGet() + UNDER_WAY));
            waiter.sleep(MESSAGE_NANOS);
        }
        talk.hangUp();
        for (int i = 1; i <= UNDER_WAY; i++) {
            same(Long.toString(counted.incrementAndGet()), talk.hear(LIMIT_MILLIS));
        }
        same("OK", talk.hear(LIMIT_MILLIS));
    }

    private AtomicLong counted() {
        AtomicLong counted = new AtomicLong();
        streams.add(counted);
        return counted;
    }

    private static void same(String expected, String found) {
        if (!expected.equals(found)) {
            throw new AssertionError("expected " + expected + ", found " + found);
        }
    }

    /** What has gone wrong so far. */
    List<String> trouble() {
        return List.copyOf(trouble);
    }

    /** How many requests have been answered. */
    long answered() {
        return answered.get();
    }

    /** How many rounds of requests there were. */
    int rounds() {
        return perSecond.size();
    }

    /** How many requests a second a round reached, on the average. */
    double perSecond() {
        return perSecond.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** How many calls of gRPC have been answered. */
    long called() {
        return called.get();
    }

    /** How many messages each WebSocket, event stream and stream of gRPC has seen. */
    List<Long> messages() {
        return streams.stream().map(AtomicLong::get).toList();
    }

    /** Ends it; what is under way ends first. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
