package io.telpher.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.balance.health.EndpointRegistry;
import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import io.telpher.core.Service;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemberTest {
    private static final Endpoint ONE = new Endpoint("10.0.0.1", 80);

    private final EndpointRegistry registry = new EndpointRegistry(
            new ManualTimers(),
            Runnable::run,
            _ -> (endpoint, timeoutNanos) -> new Probe.Answer(true, "well"),
            new Metrics());

    /** A way that counts how often it was closed. */
    private static final class Way implements Service<String, String>, AutoCloseable {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public String call(String request) {
            return request;
        }

        @Override
        public void close() throws Exception {
            closed.incrementAndGet();
            throw new IllegalStateException("closing fails, and nobody minds");
        }
    }

    @Test
    void theWayIsClosedOnceAndNeverWhileAnExchangeUsesIt() throws Exception {
        for (int round = 0; round < 50; round++) {
            Way way = new Way();
            Member<String, String> member = new Member<>(ONE, way, registry.hold("web", ONE, null, false));
            Callable<Boolean> exchanges = () -> {
                boolean sound = true;
                for (int i = 0; i < 100 && member.enter(); i++) {
                    sound &= way.closed.get() == 0;
                    member.leave();
                }
                return sound;
            };
            try (var threads = Executors.newFixedThreadPool(3)) {
                var running = Collections.nCopies(2, exchanges).stream()
                        .map(threads::submit)
                        .toList();
                member.retire();
                for (var each : running) {
                    assertThat(each.get()).isTrue();
                }
            }
            assertThat(way.closed).hasValue(1);
            assertThat(member.load.inFlight()).isZero();
        }
    }

    @Test
    void whoHasLeftCannotBeEntered() {
        Way way = new Way();
        Member<String, String> member = new Member<>(ONE, way, registry.hold("web", ONE, null, false));
        assertThat(member.enter()).isTrue();
        member.retire();
        assertThat(member.enter()).as("one exchange is still there").isTrue();
        member.leave();
        member.leave();
        assertThat(way.closed).hasValue(1);
        assertThat(member.enter()).isFalse();
    }
}
