package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.KeptBody;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReplayedBodyTest {
    private static final Loops LOOPS = new Loops(Transport.best(), 1);
    private static final Loop LOOP = LOOPS.all().getFirst();

    private final List<String> source = new ArrayList<>();
    private final LoopBody arriving = new LoopBody(
            LOOP,
            new LoopBody.Source() {
                @Override
                public void demanded() {
                    source.add("demanded");
                }

                @Override
                public void flowing(boolean wanted) {
                    source.add(wanted ? "go on" : "stop");
                }

                @Override
                public void abandoned() {
                    source.add("abandoned");
                }
            },
            Body.UNKNOWN);

    @AfterAll
    static void stop() {
        LOOPS.close();
    }

    /** What one sending of the body gets. */
    private static final class Sent implements Sink {
        final StringBuilder text = new StringBuilder();

        Sent of(LoopBody body) {
            body.to(this);
            return this;
        }

        @Override
        public void data(ByteBuf bytes) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }

        @Override
        public void flush() {}

        @Override
        public void end(Fields trailers) {
            text.append('.');
        }

        @Override
        public void failed(Failure why) {
            text.append('!');
        }
    }

    private interface OnLoop {
        void run() throws Exception;
    }

    private static void onLoop(OnLoop steps) throws Exception {
        Cell<Boolean> done = new Cell<>();
        LOOP.execute(() -> {
            try {
                steps.run();
                done.complete(true);
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        done.join();
    }

    private void feed(String text) {
        arriving.feed(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private ReplayedBody kept(int limit) {
        return (ReplayedBody) arriving.kept(limit);
    }

    @Test
    void eachSendingBeginsAtTheBeginning() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(100);
            feed("ab"); // before anybody takes it
            LoopBody first = body.again();
            Sent one = new Sent().of(first);
            feed("c");
            first.abandon();
            feed("def");
            Sent two = new Sent().of(body.again());
            assertThat(body.whole()).isFalse();
            feed("ghi");
            arriving.end(Fields.EMPTY);

            assertThat(one.text).hasToString("abc");
            assertThat(two.text).hasToString("abcdefghi.");
            assertThat(body.whole()).isTrue();
            assertThat(new Sent().of(body.again()).text).hasToString("abcdefghi.");
            assertThat(source).containsOnlyOnce("demanded").doesNotContain("abandoned");
        });
    }

    @Test
    void twoSendAWholeBodyAtOnce() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(100);
            LoopBody first = body.again();
            feed("abc");
            arriving.end(Fields.EMPTY);
            LoopBody second = body.again();
            assertThat(new Sent().of(second).text).hasToString("abc.");
            assertThat(new Sent().of(first).text).hasToString("abc.");
        });
    }

    @Test
    void whatIsMoreThanTheLimitPassesAndIsNotKept() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(4);
            LoopBody first = body.again();
            Sent one = new Sent().of(first);
            feed("abcd");
            assertThat(body.replayable()).isTrue();
            feed("e");
            assertThat(one.text).hasToString("abcde");
            assertThat(body.replayable()).isFalse();
            assertThat(new Sent().of(body.again()).text).hasToString("!");
            first.abandon();
        });
    }

    @Test
    void ofALimitOfNothingTheBeginningIsTheLastMoment() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(0);
            assertThat(body.replayable()).isTrue();
            Sent one = new Sent().of(body.again());
            feed("a");
            assertThat(one.text).hasToString("a");
            assertThat(body.replayable()).isFalse();
        });
    }

    @Test
    void whileNobodySendsTheSourceStopsAtTheLimit() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(4);
            LoopBody first = body.again();
            new Sent().of(first);
            feed("ab");
            first.abandon();
            feed("cdef");
            assertThat(source).endsWith("stop");
            assertThat(body.replayable()).isTrue();
            assertThat(new Sent().of(body.again()).text).hasToString("abcdef");
            assertThat(source).endsWith("go on");
        });
    }

    @Test
    void aSendingThatWasReplacedDisturbsNobody() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(100);
            LoopBody first = body.again();
            new Sent().of(first);
            feed("ab");
            Sent two = new Sent().of(body.again());
            first.pause();
            first.abandon();
            feed("c");
            arriving.end(Fields.EMPTY);
            assertThat(two.text).hasToString("abc.");
            assertThat(source).doesNotContain("stop", "abandoned");
        });
    }

    @Test
    void onceItIsSettledNothingIsKeptAndWhoeverStopsTakingAbandonsIt() throws Exception {
        onLoop(() -> {
            KeptBody body = kept(100);
            LoopBody first = ((ReplayedBody) body).again();
            Sent one = new Sent().of(first);
            feed("ab");
            body.settle();
            feed("c");
            assertThat(one.text).hasToString("abc");
            assertThat(body.replayable()).isFalse();
            first.abandon();
            assertThat(source).endsWith("abandoned");
        });
    }

    @Test
    void aBodyThatBreaksOffIsNotSentAgain() throws Exception {
        onLoop(() -> {
            ReplayedBody body = kept(100);
            Sent one = new Sent().of(body.again());
            feed("ab");
            arriving.fail(Failure.downstream(Failure.Kind.RESET, "gone"));
            assertThat(one.text).hasToString("ab!");
            assertThat(body.replayable()).isFalse();
        });
    }
}
