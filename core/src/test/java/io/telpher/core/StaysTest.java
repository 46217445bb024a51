package io.telpher.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StaysTest {
    @Test
    void itIsOverOnceAndWithNobodyInItHoweverManyComeAndGoMeanwhile() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger closed = new AtomicInteger();
            AtomicInteger insideWhenClosed = new AtomicInteger();
            Stays stays = new Stays(() -> {
                insideWhenClosed.addAndGet(inside.get());
                closed.incrementAndGet();
            });
            CountDownLatch begun = new CountDownLatch(4);
            List<Thread> visitors = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                visitors.add(Thread.ofPlatform().start(() -> {
                    begun.countDown();
                    for (int turn = 0; turn < 1_000 && stays.enter(); turn++) {
                        inside.incrementAndGet();
                        Thread.onSpinWait();
                        inside.decrementAndGet();
                        stays.leave();
                    }
                }));
            }
            begun.await();
            stays.leave();
            for (Thread visitor : visitors) {
                visitor.join();
            }
            assertThat(closed).hasValue(1);
            assertThat(insideWhenClosed).hasValue(0);
            assertThat(stays.enter()).isFalse();
            assertThat(stays.count()).isZero();
        }
    }
}
