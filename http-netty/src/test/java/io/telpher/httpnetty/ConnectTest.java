package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.raw.SilentListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client does while there is no connection yet. */
class ConnectTest {
    private static final long SECOND = 1_000_000_000;

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static ClientSettings connecting(long nanos) {
        return new ClientSettings(HeadLimits.DEFAULT, nanos, 30 * SECOND, 10 * SECOND, PoolSettings.DEFAULT);
    }

    @Test
    void aHostThatDoesNotAnswerIsATimeoutThatMayBeTriedElsewhere() throws Exception {
        try (SilentListener silent = new SilentListener()) {
            PoolLimits limits = new PoolLimits(PoolSettings.DEFAULT);
            HttpClient client = rig.client(silent.port(), connecting(SECOND / 5), limits);
            Failure failure = catchThrowableOfType(Failure.class, () -> client.call(Rig.get("/")));
            assertThat(failure.kind()).isEqualTo(Failure.Kind.CONNECT_TIMEOUT);
            assertThat(failure.retryable()).isTrue();
            assertThat(limits.open()).isZero();
        }
    }

    @Test
    void aClosedPortIsRefusedAndMayBeTriedElsewhere() {
        PoolLimits limits = new PoolLimits(PoolSettings.DEFAULT);
        HttpClient client = rig.client(FreePorts.next(), connecting(5 * SECOND), limits);
        Failure failure = catchThrowableOfType(Failure.class, () -> client.call(Rig.get("/")));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(failure.retryable()).isTrue();
        assertThat(limits.open()).isZero();
    }

    @Test
    void whoIsInterruptedWhileConnectingGivesUpAtOnceAndHoldsNothing() throws Exception {
        try (SilentListener silent = new SilentListener()) {
            PoolLimits limits = new PoolLimits(PoolSettings.DEFAULT);
            HttpClient client = rig.client(silent.port(), connecting(SECOND), limits);
            BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
            Thread calling = Thread.ofVirtual().start(() -> {
                Failure failure = catchThrowableOfType(Failure.class, () -> client.call(Rig.get("/")));
                failures.add(failure);
            });
            calling.interrupt();
            Failure failure = failures.poll(20, TimeUnit.SECONDS);
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(Failure.Kind.CANCELLED);
            // the attempt itself ends by its own time-out; another one waits for the same, and then nothing is held
            catchThrowableOfType(Failure.class, () -> client.call(Rig.get("/")));
            assertThat(limits.open()).isZero();
        }
    }
}
