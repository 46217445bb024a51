package io.telpher.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.metrics.Metrics;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StallDetectorTest {
    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Metrics metrics = new Metrics();
    private final StallDetector detector = new StallDetector(loops, metrics);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void aLoopThatIsHeldUpIsNamedOnceAndMayRecover() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        loops.all().getFirst().eventLoop().execute(() -> {
            held.countDown();
            awaitQuietly(release);
        });
        held.await();
        detector.look(); // knocks
        detector.look(); // no answer
        detector.look(); // the same stall
        assertThat(stalls()).isEqualTo(1);

        release.countDown();
        loops.all().getFirst().eventLoop().submit(() -> {}).sync(); // behind the knock
        detector.look();
        assertThat(stalls()).isEqualTo(1);
    }

    @Test
    void aLoopThatAnswersIsNotNamed() throws Exception {
        for (int i = 0; i < 3; i++) {
            detector.look();
            loops.all().getFirst().eventLoop().submit(() -> {}).sync();
        }
        assertThat(stalls()).isZero();
    }

    private long stalls() {
        return metrics.counter("telpher_loop_stalls_total", "").with().value();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
