package io.telpher.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a connection for whose bytes there is no memory, and of the others on its loop. */
class ReadBuffersTest {
    private static final int PATIENCE_SECONDS = 20;

    private final AtomicInteger failures = new AtomicInteger();
    private final BlockingQueue<Throwable> caught = new LinkedBlockingQueue<>();

    /** A pool that is empty as often as {@link #failures} says. */
    private final class Empty extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("a test's");
            }
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message, ctx.voidPromise());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            caught.add(cause);
            ctx.close();
        }
    }

    private void serve(Channel channel) {
        channel.config().setAllocator(new Empty());
        channel.pipeline().addLast(new Echo());
    }

    @ParameterizedTest
    @EnumSource
    void noMemoryForWhatAClientSendsEndsThatConnectionAndNoLoop(Transport transport) throws Exception {
        Loops loops = new Loops(transport, 1);
        try (Listener listener =
                loops.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::serve)) {
            listener.accept();
            try (Socket before = connect(listener);
                    Socket unlucky = connect(listener)) {
                assertThat(echoed(before)).isEqualTo("hello");
                assertThat(echoed(unlucky)).isEqualTo("hello");
                failures.set(1);
                assertThat(closed(unlucky)).isTrue();
                assertThat(caught.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(OutOfMemoryError.class);
                assertThat(echoed(before)).isEqualTo("hello");
            }
            try (Socket after = connect(listener)) {
                assertThat(echoed(after)).isEqualTo("hello");
            }
        } finally {
            loops.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMemoryForWhatAnOriginSendsEndsThatConnectionAndNoLoop(Transport transport) throws Exception {
        Loops loops = new Loops(transport, 1);
        try (ServerSocket origin = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            failures.set(1);
            for (int i = 0; i < 2; i++) {
                Channel channel = loops.client(loops.next())
                        .handler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel made) {
                                serve(made);
                            }
                        })
                        .connect(origin.getLocalSocketAddress())
                        .sync()
                        .channel();
                try (Socket accepted = origin.accept()) {
                    accepted.setSoTimeout(PATIENCE_SECONDS * 1_000);
                    boolean unlucky = i == 0;
                    assertThat(unlucky ? closed(accepted) : "hello".equals(echoed(accepted)))
                            .isTrue();
                }
                assertThat(channel.closeFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(caught).hasSize(1);
        } finally {
            loops.close();
        }
    }

    private static Socket connect(Listener listener) throws Exception {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
        return socket;
    }

    private static String echoed(Socket socket) throws Exception {
        socket.getOutputStream().write("hello".getBytes(ISO_8859_1));
        return new String(socket.getInputStream().readNBytes(5), ISO_8859_1);
    }

    private static boolean closed(Socket socket) throws Exception {
        try {
            socket.getOutputStream().write("hello".getBytes(ISO_8859_1));
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) { // what was sent was not read
            return true;
        }
    }
}
