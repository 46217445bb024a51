package io.telpher.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Failure;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SharedContentTest {
    private final ManualTimers time = new ManualTimers();
    private final PipedOutputStream origin = new PipedOutputStream();
    private final AtomicBoolean discarded = new AtomicBoolean();
    private final SharedContent content = new SharedContent(new Source(), 1000, new Waiter(time));

    /** A body that comes as the test writes it. */
    private final class Source implements Body {
        private final InputStream in = piped();

        private InputStream piped() {
            try {
                return new PipedInputStream(origin, 64 * 1024) {
                    @Override
                    public void close() throws IOException {
                        discarded.set(true);
                        super.close();
                    }
                };
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public long length() {
            return UNKNOWN;
        }

        @Override
        public InputStream stream() {
            return in;
        }
    }

    private Thread run() {
        return Thread.ofVirtual().start(content);
    }

    private void send(String text) throws IOException {
        origin.write(text.getBytes(UTF_8));
        origin.flush();
    }

    private static CompletableFuture<String> all(InputStream taker) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                text.complete(new String(taker.readAllBytes(), UTF_8));
            } catch (Throwable e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }

    @Test
    void everybodyGetsAllOfItAsItArrives() throws Exception {
        InputStream one = content.taker();
        InputStream two = content.taker();
        run();
        send("hello");
        assertThat(one.readNBytes(5)).asString().isEqualTo("hello");
        send(" world");
        origin.close();
        assertThat(all(one).get()).isEqualTo(" world");
        assertThat(all(two).get()).isEqualTo("hello world");
    }

    @Test
    void whoIsTooFarBehindIsCutOffAndTheOthersGoOn() throws Exception {
        InputStream quick = content.taker();
        InputStream slow = content.taker();
        run();
        send("x".repeat(900));
        assertThat(quick.readNBytes(900)).hasSize(900);
        CompletableFuture<String> whole = all(quick);
        send("y".repeat(900));
        time.awaitPending(1);
        assertThat(whole).isNotDone();
        time.advance(Duration.ofNanos(SharedContent.LAG_NANOS));
        origin.close();
        assertThat(whole.get()).hasSize(900);
        assertThatThrownBy(slow::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("too far behind");
    }

    @Test
    void whoIsBehindInTimeIsWaitedFor() throws Exception {
        InputStream quick = content.taker();
        InputStream slow = content.taker();
        run();
        send("x".repeat(900));
        assertThat(quick.readNBytes(900)).hasSize(900);
        CompletableFuture<String> whole = all(quick);
        send("y".repeat(900));
        time.awaitPending(1);
        assertThat(slow.readNBytes(900)).hasSize(900);
        origin.close();
        assertThat(all(slow).get()).hasSize(900);
        assertThat(whole.get()).hasSize(900);
    }

    @Test
    void whenNobodyTakesItAnyMoreTheRestIsNotWanted() throws Exception {
        SharedContent.Taker one = content.taker();
        SharedContent.Taker two = content.taker();
        Thread running = run();
        send("hello");
        assertThat(one.readNBytes(5)).hasSize(5);
        one.close();
        two.discard();
        send("more");
        running.join();
        assertThat(discarded).isTrue();
        assertThat(one.ending().isDone() && two.ending().isDone()).isTrue();
    }

    @Test
    void whenItBreaksOffItDoesSoForAllAndNeverLooksWhole() throws Exception {
        Failure broken = Failure.upstream(Failure.Kind.RESET, false, "broken");
        Body breaking = new Body() {
            @Override
            public long length() {
                return UNKNOWN;
            }

            @Override
            public InputStream stream() {
                return new InputStream() {
                    private int left = 3;

                    @Override
                    public int read() throws IOException {
                        if (left-- > 0) {
                            return 'a';
                        }
                        throw new IOException("broken", broken);
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        into[offset] = (byte) read();
                        return 1;
                    }
                };
            }
        };
        SharedContent shared = new SharedContent(breaking, 1000, new Waiter(time));
        InputStream one = shared.taker();
        InputStream two = shared.taker();
        Thread.ofVirtual().start(shared).join();
        for (InputStream taker : new InputStream[] {one, two}) {
            assertThat(taker.readNBytes(3)).asString().isEqualTo("aaa");
            assertThatThrownBy(taker::read).isInstanceOf(IOException.class).hasCause(broken);
        }
    }

    @Test
    void manyTakersAtTheirOwnPaceGetTheSame() throws Exception {
        CompletableFuture<?>[] all = new CompletableFuture<?>[50];
        for (int i = 0; i < all.length; i++) {
            all[i] = all(content.taker());
        }
        run();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String part = Integer.toString(i).repeat(i % 7 * 20 + 1);
            sent.append(part);
            send(part);
        }
        origin.close();
        for (CompletableFuture<?> taker : all) {
            Eventually.see(taker::isDone, done -> done);
            assertThat(taker.get()).isEqualTo(sent.toString());
        }
    }
}
