package io.telpher.httpnetty.loop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Method;
import io.telpher.httpnetty.ClientEvents;
import io.telpher.httpnetty.ClientSettings;
import io.telpher.httpnetty.PoolSettings;
import io.telpher.httpnetty.Protocol;
import io.telpher.httpnetty.Rig;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.testkit.raw.H2Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a connection to an endpoint of HTTP/2 is found to be dead, in a time that the test moves. */
class Http2SilenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PREFACE_BYTES = 24;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Loop loop = new Loop(channel.eventLoop(), 0);
    private final Loops nobodyDials = new Loops(Transport.NIO, 1);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private LoopPool pool = pool(30);
    private Http2ClientConnection connection = connect();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        nobodyDials.close();
    }

    private LoopPool pool(int readSeconds) {
        PoolSettings kept = new PoolSettings(10, 100, 900 * SECOND, 10 * SECOND, 100, 30 * SECOND, 10 * SECOND);
        ClientSettings settings = new ClientSettings(
                HeadLimits.DEFAULT, Protocol.HTTP2, 5 * SECOND, readSeconds * SECOND, 10 * SECOND, kept);
        Endpoint endpoint = new Endpoint("127.0.0.1", 1);
        Connector connector = new Connector(nobodyDials, endpoint, 5 * SECOND, null);
        ClientContext context =
                new ClientContext(endpoint, settings, new PoolLimits(kept), connector, new ClientEvents() {});
        return new LoopPool(loop, context, new AtomicInteger(), new AtomicInteger());
    }

    private Http2ClientConnection connect() {
        channel.freezeTime();
        channel.runPendingTasks();
        Http2ClientConnection made = new Http2ClientConnection(pool);
        channel.pipeline().addLast(made);
        hear(H2Frames.settings());
        made.restIfIdle();
        return made;
    }

    private ClientCall call(Field... fields) {
        ClientCall call = new ClientCall(pool, Rig.request(Method.GET, "/", Body.empty(), fields), false);
        call.use(connection);
        channel.runPendingTasks();
        return call;
    }

    /** One whose answer may take its time. */
    private ClientCall patientCall() {
        return call(Field.of(FieldName.CONTENT_TYPE, "application/grpc"));
    }

    private void hear(byte[]... frames) {
        channel.writeInbound(Unpooled.wrappedBuffer(H2Frames.joined(frames)));
        channel.runPendingTasks();
    }

    private void answerPing() {
        hear(H2Frames.frame(H2Frames.PING, H2Frames.ACK, 0, new byte[8]));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runPendingTasks(); // what is due now,
            channel.runPendingTasks(); // and what it wants to say
        }
    }

    /** How many PINGs of ours have gone out. */
    private int pings() {
        ByteBuf piece;
        while ((piece = channel.readOutbound()) != null) {
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes).release();
            sent.writeBytes(bytes);
        }
        ByteBuffer frames = ByteBuffer.wrap(sent.toByteArray()).position(PREFACE_BYTES);
        int pings = 0;
        while (frames.hasRemaining()) {
            int lengthAndType = frames.getInt();
            pings += (lengthAndType & 0xff) == H2Frames.PING ? 1 : 0;
            frames.position(frames.position() + 5 + (lengthAndType >>> 8));
        }
        return pings;
    }

    private static Failure failure(ClientCall call) {
        assertThat(call.isDone()).isTrue();
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, call::join));
    }

    @Test
    void aConnectionThatIsSilentUnderACallIsAskedAndGivenUpIfNobodyAnswers() {
        ClientCall call = patientCall();
        pass(29);
        assertThat(pings()).isZero();
        pass(2);
        assertThat(pings()).isEqualTo(1);
        assertThat(connection.takes()).isFalse();
        pass(8);
        assertThat(call.isDone()).isFalse();
        pass(3);
        assertThat(channel.isOpen()).isFalse();
        assertThat(failure(call).kind()).isEqualTo(Failure.Kind.RESET);
        assertThat(failure(call).text()).contains("did not answer a PING");
    }

    @Test
    void oneThatAnswersIsAskedAgainAfterFiveMinutesWhileNothingElseComes() {
        ClientCall call = patientCall();
        pass(31);
        answerPing();
        assertThat(connection.takes()).isTrue();
        pass(299);
        assertThat(pings()).isEqualTo(1);
        pass(4);
        assertThat(pings()).isEqualTo(2);
        answerPing();
        assertThat(call.isDone()).isFalse();
        hear(H2Frames.headers(1, false, ":status", "200"));
        pass(31);
        assertThat(pings()).isEqualTo(3);
    }

    @Test
    void whatComesIsAsGoodAsAnAnswer() {
        ClientCall call = patientCall();
        pass(31);
        assertThat(pings()).isEqualTo(1);
        hear(H2Frames.headers(1, false, ":status", "200"));
        pass(29);
        assertThat(channel.isOpen()).isTrue();
        assertThat(call.isDone()).isTrue();
    }

    @Test
    void anIdleConnectionThatIsDeadIsNoticedToo() {
        pass(31);
        assertThat(pings()).isEqualTo(1);
        assertThat(connection.takes()).isFalse();
        pass(11);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aRequestOnAConnectionThatWasIdleForLongHasItAskedSoon() {
        pass(31);
        answerPing();
        pass(100);
        patientCall();
        pass(1);
        assertThat(pings()).isEqualTo(2);
    }

    @Test
    void aRequestThatWaitedInVainHasItsConnectionAskedAtOnce() {
        channel.pipeline().remove(connection);
        pool = pool(5);
        sent.reset();
        channel.releaseOutbound();
        connection = connect();
        ClientCall call = call();
        pass(6);
        assertThat(failure(call).kind()).isEqualTo(Failure.Kind.READ_TIMEOUT);
        assertThat(pings()).isEqualTo(1);
        assertThat(connection.takes()).isFalse();
        answerPing();
        assertThat(connection.takes()).isTrue();
    }

    @Test
    void whatWasUnderWayOnAConnectionThatHadServedMayBeSentAgainIfItIsIdempotent() {
        ClientCall served = patientCall();
        hear(H2Frames.headers(1, true, ":status", "200"));
        assertThat(served.isDone()).isTrue();
        ClientCall call = patientCall();
        pass(42);
        assertThat(failure(call).kind()).isEqualTo(Failure.Kind.STALE);
        assertThat(failure(call).retryable()).isFalse();
    }
}
