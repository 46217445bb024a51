package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.purge.CacheStores;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Purge;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An edge that does a purge before its region does, which still has what was purged and gives it to the edge. */
class LateRegionTest {
    private final ManualTimers timers = new ManualTimers();
    private final Tier region = new Tier();
    private final Tier edge = new Tier();
    private volatile String content = "old";

    /** A cache whose purges are its own. */
    private final class Tier {
        final CacheStores stores = new CacheStores(() -> Rig.START_MILLIS + timers.nanos() / 1_000_000);
        final Rig rig =
                new Rig(CacheSettings.DEFAULT, stores.add("main", new HeapStore(8 << 20, 2 << 20)), timers, null);

        void purge(Purge what) {
            stores.purge(what);
        }

        String get() throws Exception {
            return rig.get("/a").content();
        }
    }

    LateRegionTest() {
        region.rig.origin = request -> region.rig.answer(
                request, content, "cache-control", "max-age=3600", "etag", '"' + content + '"', "cache-tag", "news");
        edge.rig.origin = request -> region.rig.head(request);
    }

    private static Purge url() {
        return Purge.uri("https://example.org/a");
    }

    private void pass(long millis) {
        timers.advance(Duration.ofMillis(millis));
    }

    /** Both have it, and the origin has something else. */
    private void known() throws Exception {
        assertThat(edge.get()).isEqualTo("old");
        pass(2_500);
        content = "new";
    }

    @Test
    void whatTheRegionHadIsNotStoredAgain() throws Exception {
        known();
        edge.purge(url());
        assertThat(edge.get()).as("the region does not know yet").isEqualTo("old");
        pass(300);
        assertThat(edge.get()).isEqualTo("old");

        region.purge(url());
        assertThat(edge.get()).isEqualTo("new");
        assertThat(region.rig.asked).hasSize(2);
    }

    @Test
    void whatTheOriginAnswersIsStoredAtOnce() throws Exception {
        known();
        edge.purge(url());
        region.purge(url());
        assertThat(edge.get()).isEqualTo("new");
        assertThat(edge.get()).isEqualTo("new");
        assertThat(edge.rig.asked).hasSize(2);
    }

    @Test
    void aSecondAfterThePurgeWhatTheRegionHasIsStored() throws Exception {
        known();
        edge.purge(url());
        region.purge(url());
        assertThat(region.get()).isEqualTo("new");
        assertThat(edge.get()).isEqualTo("new");
        assertThat(edge.get()).isEqualTo("new");
        assertThat(edge.rig.asked).as("nobody knows yet how old it is").hasSize(3);

        pass(1_020);
        assertThat(edge.get()).isEqualTo("new");
        assertThat(edge.get()).isEqualTo("new");
        assertThat(edge.rig.asked).hasSize(4);
    }

    @Test
    void whatIsNotMeantIsStored() throws Exception {
        assertThat(region.get()).isEqualTo("old");
        edge.purge(new Purge(Purge.Scope.TAG, "sports", false));
        edge.purge(Purge.uri("https://example.org/b"));
        assertThat(edge.get()).isEqualTo("old");
        assertThat(edge.get()).isEqualTo("old");
        assertThat(edge.rig.asked).hasSize(1);
    }

    @Test
    void aSoftPurgeIsNotUndoneByARegionThatFindsNothingNew() throws Exception {
        known();
        Purge news = new Purge(Purge.Scope.TAG, "news", true);
        edge.purge(news);
        assertThat(edge.get()).isEqualTo("old");
        region.purge(news);
        region.rig.get("/a", "cache-control", "no-cache");
        assertThat(edge.get()).as("it is validated once more").isEqualTo("new");
    }

    @Test
    void whoAsksLaterDoesNotShareWhatWasAskedForBefore() throws Exception {
        known();
        edge.purge(url());
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        CompletableFuture<String> answer = new CompletableFuture<>();
        edge.rig.origin = request -> {
            asked.complete(true);
            return edge.rig.answer(request, answer.get(), "cache-control", "max-age=3600", "age", "9");
        };
        CompletableFuture<Rig.Got> early = edge.rig.later("/a");
        asked.get(20, TimeUnit.SECONDS);
        pass(1_020);
        edge.rig.origin = request -> edge.rig.answer(request, "new", "cache-control", "max-age=3600");
        try {
            assertThat(edge.rig.later("/a").get(20, TimeUnit.SECONDS).content()).isEqualTo("new");
        } finally {
            answer.complete("old");
        }

        assertThat(early.get(20, TimeUnit.SECONDS).content()).isEqualTo("old");
        Eventually.see(edge.rig.threads::get, n -> n == 0);
        assertThat(edge.get()).isEqualTo("new");
    }
}
