package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.store.HeapStore;
import io.telpher.http.Body;
import io.telpher.http.ContentRange;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Ranges;
import io.telpher.testkit.time.Eventually;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients who take their time over what is stored in part, where the store does not take what is missing. */
class SlowReadersTest {
    private static final int SIZE = 3_000_000;
    private static final int STORED = 3 * Growth.LAG_BYTES;

    private final Rig rig = new Rig(CacheSettings.DEFAULT, new HeapStore(4 << 20, STORED + 10_000));
    private final byte[] whole = new byte[SIZE];
    private final CountDownLatch answers = new CountDownLatch(1);

    SlowReadersTest() throws Exception {
        for (int i = 0; i < SIZE; i++) {
            whole[i] = (byte) (i % 61);
        }
        rig.origin = this::part;
        rig.head(Sample.get("/a", "range", "bytes=0-" + (STORED - 1))).body().readAll(SIZE);
        Eventually.see(rig.threads::get, n -> n == 0);
        rig.origin = request -> {
            answers.await();
            return part(request);
        };
    }

    private HttpResponse part(HttpRequest request) {
        String range = request.fields().value(FieldName.RANGE);
        Ranges.Range part = ((Ranges.Some) Ranges.of(range, SIZE)).parts().getFirst();
        byte[] bytes = Arrays.copyOfRange(whole, (int) part.first(), (int) part.last() + 1);
        HttpResponse answer = rig.answer(request, "", "cache-control", "max-age=60", "etag", "\"1\"")
                .withBody(Body.of(bytes))
                .withStatus(206);
        return Rig.with(answer, "content-range", ContentRange.text(part, SIZE));
    }

    private List<InputStream> clients(int count) throws Exception {
        List<CompletableFuture<InputStream>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CompletableFuture<InputStream> got = new CompletableFuture<>();
            all.add(got);
            Thread.startVirtualThread(() -> {
                try {
                    got.complete(rig.head(Sample.get("/a")).body().stream());
                } catch (Exception e) {
                    got.completeExceptionally(e);
                }
            });
        }
        rig.timers.awaitPending(count - 1);
        answers.countDown();
        List<InputStream> streams = new ArrayList<>();
        for (CompletableFuture<InputStream> each : all) {
            streams.add(each.get(20, TimeUnit.SECONDS));
        }
        return streams;
    }

    /** The source has waited for the slowest for as long as it does. */
    private void lag() throws Exception {
        rig.timers.awaitPending(1);
        rig.timers.advance(Duration.ofNanos(Growth.LAG_NANOS));
    }

    @Test
    void nobodyIsTooSlowIfNobodyWaits() throws Exception {
        InputStream alone = clients(1).getFirst();
        lag();
        lag();
        lag();
        assertThat(alone.readAllBytes()).isEqualTo(whole);
    }

    @Test
    void whoReadsWhatIsStoredIsNotSlow() throws Exception {
        List<InputStream> two = clients(2);
        CompletableFuture<byte[]> fast = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                fast.complete(two.getFirst().readAllBytes());
            } catch (Exception e) {
                fast.completeExceptionally(e);
            }
        });
        byte[] slow = new byte[SIZE];
        int at = 0;
        for (int i = 0; i < 2; i++) {
            at += two.getLast().readNBytes(slow, at, Growth.LAG_BYTES);
            lag();
        }
        at += two.getLast().readNBytes(slow, at, SIZE - at);
        assertThat(at).isEqualTo(SIZE);
        assertThat(slow).isEqualTo(whole);
        assertThat(fast.get(20, TimeUnit.SECONDS)).isEqualTo(whole);
    }
}
