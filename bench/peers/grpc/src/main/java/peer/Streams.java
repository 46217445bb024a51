package peer;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The load: streams on which each message is sent when the last one has come back. Arguments: port, seconds, connections,
 * streams of each, bytes of a message. Prints messages that came back, streams that broke, and seconds.
 */
public final class Streams {
    private static final LongAdder BACK = new LongAdder();
    private static final LongAdder BROKEN = new LongAdder();
    private static volatile boolean over;

    private Streams() {}

    /** Drives. */
    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[2]);
        int streams = Integer.parseInt(args[3]);
        byte[] message = new byte[Integer.parseInt(args[4])];
        CountDownLatch ended = new CountDownLatch(connections * streams);
        List<ManagedChannel> channels = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(args[0]))
                    .overrideAuthority("localhost")
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .build())
                    .directExecutor()
                    .build();
            channels.add(channel);
            for (int j = 0; j < streams; j++) {
                Turn turn = new Turn(message, ended);
                turn.begin(ClientCalls.asyncBidiStreamingCall(channel.newCall(Echo.BOTH, CallOptions.DEFAULT), turn));
            }
        }
        Thread.sleep((long) (Double.parseDouble(args[1]) * 1_000));
        over = true;
        boolean all = ended.await(10, TimeUnit.SECONDS);
        double seconds = (System.nanoTime() - began) / 1e9;
        channels.forEach(ManagedChannel::shutdownNow);
        long left = all ? 0 : ended.getCount();
        System.out.println(BACK.sum() + " " + (BROKEN.sum() + left) + " " + seconds);
        System.exit(0);
    }

    /** One stream. */
    private static final class Turn implements StreamObserver<byte[]> {
        private final byte[] message;
        private final CountDownLatch ended;
        private StreamObserver<byte[]> server;

        Turn(byte[] message, CountDownLatch ended) {
            this.message = message;
            this.ended = ended;
        }

        void begin(StreamObserver<byte[]> there) {
            server = there;
            there.onNext(message);
        }

        @Override
        public void onNext(byte[] back) {
            BACK.increment();
            if (over) {
                server.onCompleted();
            } else {
                server.onNext(message);
            }
        }

        @Override
        public void onError(Throwable broken) {
            BROKEN.increment();
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }
    }
}
