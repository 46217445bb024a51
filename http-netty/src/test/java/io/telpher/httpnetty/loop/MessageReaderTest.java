package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.telpher.core.Failure;
import io.telpher.http.Fields;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.net.Loop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";

    private final List<String> taken = new ArrayList<>();
    private final ChannelInboundHandlerAdapter nothing = new ChannelInboundHandlerAdapter();
    private final EmbeddedChannel channel = new EmbeddedChannel(nothing);
    private final Loop loop = new Loop(channel.eventLoop(), 0);
    private final OneMessage reader = new OneMessage(loop, channel.pipeline().context(nothing), new Taker());

    @Test
    void contentThatCameWithItsHeadIsFlushedOnceWithIt() {
        read(HEAD + "ab");
        assertThat(taken).containsExactly("head", "ab", "flush");
    }

    @Test
    void aHeadWithoutContentIsFlushedWhenItIsRead() {
        read(HEAD);
        assertThat(taken).containsExactly("head", "flush");
    }

    @Test
    void aTakerThatComesLaterIsFlushedAtOnce() {
        reader.taken = false;
        read(HEAD + "ab");
        assertThat(taken).containsExactly("head");
        LoopBody body = reader.body();
        assertThat(body).isNotNull();
        body.to(new Taker());
        assertThat(taken).containsExactly("head", "ab", "flush");
    }

    @Test
    void contentThatIsWholeEndsAndIsNotFlushedBesides() {
        read(HEAD + "abcd");
        assertThat(taken).containsExactly("head", "abcd", "end");
    }

    private void read(String bytes) {
        reader.add(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        reader.process();
    }

    private final class Taker implements Sink {
        @Override
        public void data(ByteBuf bytes) {
            taken.add(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }

        @Override
        public void flush() {
            taken.add("flush");
        }

        @Override
        public void end(Fields trailers) {
            taken.add("end");
        }

        @Override
        public void failed(Failure why) {
            taken.add(why.text());
        }
    }

    /** Reads one message of four bytes, whose body is taken as soon as its head is read. */
    private final class OneMessage extends MessageReader {
        private final Sink taker;
        private boolean taken = true;

        OneMessage(Loop loop, ChannelHandlerContext ctx, Sink taker) {
            super(loop, ctx, HeadLimits.DEFAULT, Reading.HEAD);
            this.taker = taker;
        }

        @Override
        protected void head(byte[] scratch, int length) {
            MessageReaderTest.this.taken.add("head");
            LoopBody body = new LoopBody(loop, this, 4);
            expect(Reading.LENGTH, body, 4);
            if (taken) {
                body.to(taker);
            }
        }

        @Override
        protected void bodyRead(LoopBody whole, Fields trailers) {
            forgetBody();
            expect(Reading.IDLE);
            whole.end(trailers);
        }

        @Override
        protected boolean beginHead() {
            return true;
        }

        @Override
        protected int leading(ByteBuf in) {
            return 0;
        }

        @Override
        protected void bad(BadMessage bad) {
            throw new AssertionError(bad);
        }

        @Override
        protected boolean full() {
            return false;
        }

        @Override
        protected void partOfHead(byte[] scratch) {}

        @Override
        protected void bodyComes() {}

        @Override
        protected void content(int count) {}

        @Override
        protected void processed() {}

        @Override
        public void demanded() {}

        @Override
        public void flowing(boolean wanted) {}

        @Override
        public void abandoned() {}
    }
}
