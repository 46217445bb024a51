package io.telpher.cache.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.purge.Changes;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Store;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.http.EntityTags;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.time.ManualTimers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cache filter with a heap store before an origin that counts, under virtual time. */
final class Rig {
    static final long START_MILLIS = 1_767_225_600_000L;

    /** An origin. */
    interface Origin {
        HttpResponse call(HttpRequest request) throws Exception;
    }

    /** What a client got. */
    record Got(int status, Fields fields, String content) {
        @Nullable
        String field(String name) {
            return fields.joined(FieldName.of(name));
        }

        String told() {
            String told = field("cache-status");
            return told == null ? "" : told;
        }
    }

    final ManualTimers timers;
    final List<HttpRequest> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger threads = new AtomicInteger();
    final Store store;
    volatile Origin origin = request -> answer(request, "content", "cache-control", "max-age=60", "etag", "\"1\"");
    private final CacheFilter filter;

    Rig() {
        this(CacheSettings.DEFAULT);
    }

    Rig(CacheSettings settings) {
        this(settings, new HeapStore(8 << 20, 2 << 20));
    }

    Rig(CacheSettings settings, Store store) {
        this(settings, store, new ManualTimers(), null);
    }

    Rig(CacheSettings settings, Store store, ManualTimers timers, @Nullable Nodes nodes) {
        this(settings, store, timers, nodes, Changes.ALONE);
    }

    Rig(CacheSettings settings, Store store, ManualTimers timers, @Nullable Nodes nodes, Changes changes) {
        this.timers = timers;
        this.store = store;
        filter = new CacheFilter(
                settings,
                store,
                nodes,
                new Waiter(timers),
                task -> {
                    threads.incrementAndGet();
                    Thread.startVirtualThread(() -> {
                        try {
                            task.run();
                        } finally {
                            threads.decrementAndGet();
                        }
                    });
                },
                new SteadyTime(START_MILLIS, timers),
                CacheEvents.NONE,
                changes);
    }

    void after(long seconds) {
        timers.advance(Duration.ofSeconds(seconds));
    }

    long nowSeconds() {
        return START_MILLIS / 1_000 + timers.nanos() / 1_000_000_000L;
    }

    /** An answer of the origin, 304 where the request's condition holds. */
    HttpResponse answer(HttpRequest request, String content, String... fields) {
        Fields all = Sample.fields(fields).with(FieldName.DATE, HttpDate.text(nowSeconds()));
        String none = request.fields().value(FieldName.IF_NONE_MATCH);
        if (none != null && EntityTags.names(none, all.value(FieldName.ETAG), true)) {
            return HttpResponse.of(304, all, io.telpher.http.Body.empty());
        }
        return HttpResponse.of(200, all, io.telpher.http.Body.of(content));
    }

    Got get(String target, String... fields) throws Exception {
        return call(Sample.get(target, fields));
    }

    Got call(Method method, String target, String... fields) throws Exception {
        return call(Sample.request(method, target, "", fields));
    }

    Got call(HttpRequest request) throws Exception {
        HttpResponse response = head(request);
        return new Got(response.status(), response.fields(), text(response));
    }

    /** What the gate answers, or null. */
    @Nullable
    Got early(String target, String... fields) throws Exception {
        return filter.admit(Sample.get(target, fields)) instanceof Verdict.Answer<HttpResponse>(HttpResponse response)
                ? new Got(response.status(), response.fields(), text(response))
                : null;
    }

    static String text(HttpResponse response) throws Exception {
        return new String(response.body().readAll(8 << 20), UTF_8);
    }

    HttpResponse head(HttpRequest request) throws Exception {
        return filter.call(request, each -> {
            asked.add(each);
            return origin.call(each);
        });
    }

    CompletableFuture<Got> later(String target, String... fields) {
        CompletableFuture<Got> got = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                got.complete(get(target, fields));
            } catch (Throwable e) {
                got.completeExceptionally(e);
            }
        });
        return got;
    }

    static HttpResponse with(HttpResponse response, String name, String value) {
        return response.withFields(response.fields()
                .edit()
                .add(Field.of(FieldName.of(name), value))
                .done());
    }

    void askedTimes(int times) {
        assertThat(asked).hasSize(times);
    }
}
