package peer;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;

/** The server. Arguments: its port on 127.0.0.1. */
public final class Origin {
    private Origin() {}

    /** Serves until it is ended. */
    public static void main(String[] args) throws Exception {
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                .directExecutor()
                .maxConcurrentCallsPerConnection(1_000)
                .addService(ServerServiceDefinition.builder("bench.Stream")
                        .addMethod(Echo.BOTH, ServerCalls.asyncBidiStreamingCall(Back::new))
                        .build())
                .build()
                .start()
                .awaitTermination();
    }

    private record Back(StreamObserver<byte[]> client) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] message) {
            client.onNext(message);
        }

        @Override
        public void onError(Throwable broken) {}

        @Override
        public void onCompleted() {
            client.onCompleted();
        }
    }
}
