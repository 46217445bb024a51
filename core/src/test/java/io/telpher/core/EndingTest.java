package io.telpher.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndingTest {
    private static final Outcome BROKEN =
            Outcome.failed(Failure.upstream(Failure.Kind.RESET, false, "the connection was reset"));

    @Test
    void allWhoWaitAreToldOnceInTheOrderInWhichTheyCame() {
        for (int count = 0; count < 6; count++) {
            Ending ending = new Ending();
            List<String> told = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = i + " ";
                ending.whenDone(outcome -> told.add(name + outcome.ok()));
            }
            assertThat(ending.isDone()).isFalse();
            ending.complete(Outcome.DONE);
            ending.complete(BROKEN);
            assertThat(ending.isDone()).isTrue();
            assertThat(told).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(told.get(i)).isEqualTo(i + " true");
            }
        }
    }

    @Test
    void whoComesAfterwardsIsToldAtOnce() {
        Ending ending = new Ending();
        List<Outcome> told = new ArrayList<>();
        ending.whenDone(_ -> ending.whenDone(told::add));
        ending.complete(BROKEN);
        Ending.of(Outcome.DONE).whenDone(told::add);
        assertThat(told).containsExactly(BROKEN, Outcome.DONE);
    }

    @Test
    void nobodyIsForgottenOrToldTwiceIfItEndsWhileTheyCome() throws Exception {
        for (int round = 0; round < 200; round++) {
            Ending ending = new Ending();
            AtomicInteger told = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 10; n++) {
                        ending.whenDone(_ -> told.incrementAndGet());
                    }
                    ending.complete(Outcome.DONE);
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(told).hasValue(40);
        }
    }
}
