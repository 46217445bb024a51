package io.telpher.app.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.telpher.testkit.server.EchoMethods;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A call of gRPC in which both sides speak when they like: what is said comes back. */
final class GrpcTalk implements StreamObserver<byte[]> {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<byte[]> up;

    GrpcTalk(Channel channel) {
        up = ClientCalls.asyncBidiStreamingCall(channel.newCall(EchoMethods.BOTH, CallOptions.DEFAULT), this);
    }

    static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }

    void say(String message) {
        up.onNext(bytes(message));
    }

    /** Nothing more is said. */
    void hangUp() {
        up.onCompleted();
    }

    /** The next message, or the status with which the call has ended. */
    String hear(long limitMillis) throws InterruptedException {
        String next = heard.poll(limitMillis, TimeUnit.MILLISECONDS);
        return next == null ? "nothing" : next;
    }

    @Override
    public void onNext(byte[] message) {
        heard.add(text(message));
    }

    @Override
    public void onError(Throwable cause) {
        heard.add(Status.fromThrowable(cause).toString());
    }

    @Override
    public void onCompleted() {
        heard.add("OK");
    }
}
