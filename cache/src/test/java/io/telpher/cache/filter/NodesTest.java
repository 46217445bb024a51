package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.purge.CacheStores;
import io.telpher.cache.purge.Changes;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Purge;
import io.telpher.core.Failure;
import io.telpher.core.MemoryStore;
import io.telpher.http.ContentRange;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Ranges;
import io.telpher.resilience.coalesce.AcrossNodes;
import io.telpher.resilience.coalesce.CoalesceEvents;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two nodes that fetch together. */
class NodesTest {
    private final ManualTimers timers = new ManualTimers();
    private final MemoryStore shared = new MemoryStore(timers);
    private final AtomicInteger ids = new AtomicInteger();
    private final CacheStores stores = new CacheStores(this::millis);
    private final Rig one = node(new CacheStores(this::millis));
    private final Rig two = node(stores);

    private long millis() {
        return Rig.START_MILLIS + timers.nanos() / 1_000_000;
    }

    private Rig node(Changes changes) {
        AcrossNodes.StoreEvents uncounted = new AcrossNodes.StoreEvents() {
            @Override
            public void played(CoalesceEvents.Role role) {}

            @Override
            public void storeAway(Failure why) {}
        };
        Nodes nodes = new Nodes(shared, "test", () -> "id" + ids.incrementAndGet(), uncounted);
        return new Rig(CacheSettings.DEFAULT, new HeapStore(8 << 20, 2 << 20), timers, nodes, changes);
    }

    private static Got got(CompletableFuture<Got> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** Both ask, the first one's origin answering last. */
    private CompletableFuture<Got> second(CountDownLatch answers, CompletableFuture<Got>[] first) throws Exception {
        first[0] = one.later("/a");
        Eventually.see(one.asked::size, n -> n == 1);
        CompletableFuture<Got> second = two.later("/a");
        timers.awaitPending(1);
        answers.countDown();
        return second;
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void oneFetchIsStoredByBoth() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        one.origin = request -> {
            answers.await();
            return one.answer(request, "content", "cache-control", "max-age=60");
        };
        CompletableFuture<Got>[] first = new CompletableFuture[1];
        CompletableFuture<Got> second = second(answers, first);

        assertThat(got(first[0]).content()).isEqualTo("content");
        assertThat(got(second).content()).isEqualTo("content");
        assertThat(got(second).told()).isEqualTo("telpher; fwd=uri-miss; ttl=60; stored; collapsed");
        assertThat(got(second).field("age")).as("it stood at the first one").isEqualTo("0");
        two.askedTimes(0);
        assertThat(two.get("/a").told()).isEqualTo("telpher; hit; ttl=60");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void whatCachesNearerToTheOriginSaidGoesToTheOthersAsWell() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        one.origin = request -> {
            answers.await();
            return one.answer(request, "content", "cache-control", "max-age=60", "cache-status", "region; hit");
        };
        CompletableFuture<Got>[] first = new CompletableFuture[1];
        CompletableFuture<Got> second = second(answers, first);

        assertThat(got(first[0]).told()).isEqualTo("region; hit, telpher; fwd=uri-miss; ttl=60; stored");
        assertThat(got(second).told()).isEqualTo("region; hit, telpher; fwd=uri-miss; ttl=60; stored; collapsed");
        assertThat(two.get("/a").told()).isEqualTo("region; hit, telpher; hit; ttl=60");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aBodyThatGrowsGoesToTheOthersWhole() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        one.origin = request -> {
            answers.await();
            return one.answer(request, "", "cache-control", "max-age=60").withBody(new Slow(new byte[300_000]));
        };
        CompletableFuture<Got>[] first = new CompletableFuture[1];
        CompletableFuture<Got> second = second(answers, first);

        assertThat(got(first[0]).content()).hasSize(300_000);
        assertThat(got(second).content()).hasSize(300_000);
        two.askedTimes(0);
    }

    private static HttpResponse part(Rig node, HttpRequest request) {
        Ranges.Range part = ((Ranges.Some)
                        Ranges.of(String.valueOf(request.fields().value(FieldName.RANGE)), 10))
                .parts()
                .getFirst();
        String content = "0123456789".substring((int) part.first(), (int) part.last() + 1);
        HttpResponse answer = node.answer(request, content, "cache-control", "max-age=60", "etag", "\"1\"");
        return Rig.with(answer.withStatus(206), "content-range", ContentRange.text(part, 10));
    }

    /** Both ask for a range, the first one's origin answering last. */
    private void bothWant(String range, String content) throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        one.origin = request -> {
            answers.await();
            return part(one, request);
        };
        int asked = one.asked.size();
        CompletableFuture<Got> first = one.later("/a", "range", range);
        Eventually.see(one.asked::size, n -> n == asked + 1);
        CompletableFuture<Got> second = two.later("/a", "range", range);
        timers.awaitPending(1);
        answers.countDown();

        assertThat(got(first).content()).isEqualTo(content);
        assertThat(got(second).content()).isEqualTo(content);
        assertThat(got(second).status()).isEqualTo(206);
        assertThat(got(second).told()).endsWith("; stored; collapsed");
    }

    @Test
    void aRangeIsFetchedOnceAndStoredByBoth() throws Exception {
        bothWant("bytes=3-5", "345");
        two.askedTimes(0);
        assertThat(two.get("/a", "range", "bytes=4-5").told()).contains("; hit");
    }

    @Test
    void aRangeOfWhichTheOtherHasAPartIsFetchedOnceAndJoinedThere() throws Exception {
        two.origin = request -> part(two, request);
        two.get("/a", "range", "bytes=0-3");
        Eventually.see(two.threads::get, n -> n == 0);
        bothWant("bytes=2-7", "234567");

        Eventually.see(two.threads::get, n -> n == 0);
        assertThat(two.get("/a", "range", "bytes=0-7").told()).contains("; hit");
        two.askedTimes(1);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void whatIsForOneOnlyGoesToNoOtherNode() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        one.origin = request -> {
            answers.await();
            return one.answer(request, "mine", "cache-control", "private");
        };
        two.origin = request -> two.answer(request, "theirs", "cache-control", "private");
        CompletableFuture<Got>[] first = new CompletableFuture[1];
        CompletableFuture<Got> second = second(answers, first);

        assertThat(got(first[0]).content()).isEqualTo("mine");
        assertThat(got(second).content()).isEqualTo("theirs");
    }

    @Test
    void whatAnotherAskedForBeforeAPurgeIsNotForWhoAsksAfterIt() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        one.origin = request -> {
            answers.await();
            return one.answer(request, "old", "cache-control", "max-age=60");
        };
        two.origin = request -> two.answer(request, "new", "cache-control", "max-age=60");
        CompletableFuture<Got> first = one.later("/a");
        Eventually.see(one.asked::size, n -> n == 1);
        stores.purge(Purge.uri("https://example.org/a"));

        assertThat(two.get("/a").content()).isEqualTo("new");
        answers.countDown();
        assertThat(got(first).content()).as("asked before").isEqualTo("old");
        assertThat(two.get("/a").content()).isEqualTo("new");
    }

    @Test
    void afterAChangeANodeAsksByItselfUntilNothingOlderIsUnderWay() throws Exception {
        two.call(Method.PUT, "/a");
        assertThat(stores.since("https://example.org/a", TimeUnit.SECONDS.toNanos(10)))
                .isNull();
        assertThat(stores.since("https://example.org/b", TimeUnit.SECONDS.toNanos(10)))
                .isNotNull();
        two.after(11);
        assertThat(stores.since("https://example.org/a", TimeUnit.SECONDS.toNanos(10)))
                .isNotNull();
    }
}
