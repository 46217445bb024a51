package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.testkit.raw.RawOrigin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets the connections of an upstream when all are in use. */
class PoolTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final long SECOND = 1_000_000_000;
    private static final ClientSettings ONE_OPEN = new ClientSettings(
            HeadLimits.DEFAULT,
            5 * SECOND,
            30 * SECOND,
            10 * SECOND,
            new PoolSettings(10, 1, 60 * SECOND, 60 * SECOND));

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static String call(HttpClient client) throws Exception {
        return new String(client.call(Rig.get("/")).body().readAll(16), StandardCharsets.US_ASCII);
    }

    @Test
    void anEndpointThatIsNeverIdleLeavesRoomForAnother() throws Exception {
        PoolLimits limits = new PoolLimits(ONE_OPEN.pool());
        try (RawOrigin busy = RawOrigin.answering(OK);
                RawOrigin other = RawOrigin.answering(OK)) {
            HttpClient first = rig.client(busy.port(), ONE_OPEN, limits);
            HttpClient second = rig.client(other.port(), ONE_OPEN, limits);
            AtomicBoolean enough = new AtomicBoolean();
            List<FutureTask<String>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(new FutureTask<>(() -> {
                    String last = call(first);
                    while (!enough.get()) {
                        last = call(first);
                    }
                    return last;
                }));
            }
            callers.forEach(Thread::startVirtualThread);
            FutureTask<String> starving = new FutureTask<>(() -> call(second));
            Thread.startVirtualThread(starving);
            assertThat(starving.get(60, TimeUnit.SECONDS)).isEqualTo("ok");
            enough.set(true);
            for (FutureTask<String> caller : callers) {
                assertThat(caller.get(60, TimeUnit.SECONDS)).isEqualTo("ok");
            }
        }
    }
}
