package io.telpher.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.telpher.testkit.keys.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A server of grpc-java on a free port with the methods of {@link EchoMethods} and the health service: a server and, by
 * {@link #channel}, a client that this project did not write.
 *
 * <p>What is sent comes back, but for messages that ask for something: {@code fail} ends with RESOURCE_EXHAUSTED and a
 * trailer of its own, {@code deadline} tells how many milliseconds are left, {@code wait} is never answered, and
 * {@code N x BYTES} has {@code Down} send N messages of so many bytes. While it is {@link #unavailable} unary calls end with
 * that status at once, and those of {@code Down} behind their first message.
 */
public final class RealGrpc implements AutoCloseable {
    /** A trailer of the failing call. */
    public static final Metadata.Key<String> WHY = Metadata.Key.of("why", Metadata.ASCII_STRING_MARSHALLER);

    private static final int MESSAGE_MAX_BYTES = 64 << 20;
    private static final int STOP_SECONDS = 10;

    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean unavailable;
    private final Server server;

    private RealGrpc(@Nullable SelfSigned identity) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(MESSAGE_MAX_BYTES)
                .addService(health.getHealthService())
                .addService(echo());
        if (identity != null) {
            builder.useTransportSecurity(
                    identity.certificate().toFile(), identity.key().toFile());
        }
        server = builder.build().start();
    }

    /** A server without TLS: HTTP/2 with prior knowledge. */
    public static RealGrpc plain() throws IOException {
        return new RealGrpc(null);
    }

    /** A server with TLS. */
    public static RealGrpc secure(SelfSigned identity) throws IOException {
        return new RealGrpc(identity);
    }

    /** A client of grpc-java without TLS, on which calls are made with {@code ClientCalls}. */
    public static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(MESSAGE_MAX_BYTES)
                .build();
    }

    /** The same with TLS, trusting this authority. */
    public static ManagedChannel channel(int port, String name, Path authority) throws IOException {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .overrideAuthority(name)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(authority.toFile())
                        .build())
                .maxInboundMessageSize(MESSAGE_MAX_BYTES)
                .build();
    }

    /** Where it listens. */
    public int port() {
        return server.getPort();
    }

    /** Says of a service whether it serves, by the health protocol. */
    public void serving(String service, boolean well) {
        health.setStatus(service, well ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** Has calls end with UNAVAILABLE, or no more. */
    public void unavailable(boolean now) {
        unavailable = now;
    }

    /** How many calls have ended with UNAVAILABLE. */
    public int refused() {
        return refused.get();
    }

    /** How many calls wait for nothing, and have not been cancelled. */
    public int waiting() {
        return waiting.get();
    }

    /** How many messages {@code Down} has handed to gRPC so far. */
    public long sent() {
        return sent.get();
    }

    private ServerServiceDefinition echo() {
        return ServerServiceDefinition.builder(EchoMethods.SERVICE)
                .addMethod(EchoMethods.UNARY, ServerCalls.asyncUnaryCall(this::unary))
                .addMethod(EchoMethods.DOWN, ServerCalls.asyncServerStreamingCall(this::down))
                .addMethod(EchoMethods.UP, ServerCalls.asyncClientStreamingCall(this::up))
                .addMethod(EchoMethods.BOTH, ServerCalls.asyncBidiStreamingCall(this::both))
                .build();
    }

    private void unary(byte[] message, StreamObserver<byte[]> to) {
        if (unavailable) {
            refuse(to);
            return;
        }
        switch (new String(message, UTF_8)) {
            case "fail" -> to.onError(failure());
            case "wait" -> waitForNothing(to);
            case "deadline" -> {
                Deadline deadline = Context.current().getDeadline();
                long millis = deadline == null ? -1 : deadline.timeRemaining(TimeUnit.MILLISECONDS);
                answer(to, String.valueOf(millis).getBytes(UTF_8));
            }
            default -> answer(to, message);
        }
    }

    private void refuse(StreamObserver<byte[]> to) {
        refused.incrementAndGet();
        to.onError(Status.UNAVAILABLE.withDescription("not now").asRuntimeException());
    }

    private static void answer(StreamObserver<byte[]> to, byte[] message) {
        to.onNext(message);
        to.onCompleted();
    }

    private static RuntimeException failure() {
        Metadata trailers = new Metadata();
        trailers.put(WHY, "because");
        return Status.RESOURCE_EXHAUSTED.withDescription("no more of \u00e9").asRuntimeException(trailers);
    }

    /** Until the client cancels. */
    private void waitForNothing(StreamObserver<byte[]> to) {
        waiting.incrementAndGet();
        ((ServerCallStreamObserver<byte[]>) to).setOnCancelHandler(waiting::decrementAndGet);
    }

    private void down(byte[] message, StreamObserver<byte[]> to) {
        if (unavailable) {
            to.onNext(message);
            refuse(to);
            return;
        }
        String text = new String(message, UTF_8);
        if (text.equals("wait")) {
            to.onNext(message);
            waitForNothing(to);
            return;
        }
        String[] wanted = text.split(" x ");
        int count = Integer.parseInt(wanted[0]);
        byte[] one = new byte[Integer.parseInt(wanted[1])];
        ServerCallStreamObserver<byte[]> ready = (ServerCallStreamObserver<byte[]>) to;
        AtomicLong mine = new AtomicLong();
        ready.setOnReadyHandler(() -> {
            while (ready.isReady() && mine.get() < count) {
                mine.incrementAndGet();
                sent.incrementAndGet();
                ready.onNext(one);
                if (mine.get() == count) {
                    ready.onCompleted();
                }
            }
        });
    }

    private StreamObserver<byte[]> up(StreamObserver<byte[]> to) {
        AtomicLong bytes = new AtomicLong();
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                bytes.addAndGet(message.length);
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {
                answer(to, String.valueOf(bytes).getBytes(UTF_8));
            }
        };
    }

    private StreamObserver<byte[]> both(StreamObserver<byte[]> to) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                if (new String(message, UTF_8).equals("fail")) {
                    to.onError(failure());
                } else {
                    to.onNext(message);
                }
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {
                to.onCompleted();
            }
        };
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow().awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
