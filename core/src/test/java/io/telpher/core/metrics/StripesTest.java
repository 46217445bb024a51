package io.telpher.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers that many threads add to. */
class StripesTest {
    @Test
    void whatThreadsOfManyNamesAddAtOnceIsAllThere() throws InterruptedException {
        Stripes numbers = new Stripes(9);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 40; t++) {
            Thread.Builder builder = t % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
            if (t % 4 < 2) {
                builder.name("loop-" + t);
            }
            threads.add(builder.start(() -> {
                for (int i = 0; i < 1_000; i++) {
                    numbers.add(0, 1);
                    numbers.add(8, -3);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(numbers.sum(0)).isEqualTo(40_000);
        assertThat(numbers.sum(8)).isEqualTo(-120_000);
        assertThat(numbers.sum(4)).isZero();
    }

    @Test
    void numbersSideBySideAreNotMixedUp() {
        Stripes numbers = new Stripes(17);
        for (int i = 0; i < 17; i++) {
            numbers.add(i, 1L << i);
        }
        for (int i = 0; i < 17; i++) {
            assertThat(numbers.sum(i)).isEqualTo(1L << i);
        }
    }
}
