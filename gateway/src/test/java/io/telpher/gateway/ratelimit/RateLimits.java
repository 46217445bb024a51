package io.telpher.gateway.ratelimit;

import io.telpher.core.Failure;
import io.telpher.core.Living;
import io.telpher.core.SharedStore;
import io.telpher.core.Stores;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Config;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.resilience.limit.LocalLimiter;
import io.telpher.testkit.time.ManualTimers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits of a route in virtual time, with one store that may be away. */
abstract class RateLimits {
    static final long NOON = 1_704_672_000; // the reset of the mission's example, at the beginning of a minute

    final ManualTimers time = new ManualTimers();
    final Metrics metrics = new Metrics();
    final Living living = new Living();

    /** One store, which may be away. */
    private final class Sharing implements Stores {
        @Override
        public SharedStore values(@Nullable String name) {
            throw new AssertionError("no limit wants values");
        }

        @Override
        public Limiter limits(String name) {
            return checks -> {
                checks.forEach(check -> stored.add(check.key()));
                if (away) {
                    throw Failure.upstream(Failure.Kind.READ_TIMEOUT, false, "nobody there");
                }
                return nodes.check(checks);
            };
        }
    }

    final Limiter nodes = new LocalLimiter(time, 100, new Counter());
    final List<String> stored = new ArrayList<>();
    boolean away;
    long set; // by how many seconds the calendar was set forward

    /** Both halves of the feature, as a route has them. */
    record Both(RateLimitFilter outer, UserLimitFilter inner) {
        Verdict<HttpResponse> admit(HttpRequest request) {
            return outer.admit(request);
        }

        HttpResponse call(HttpRequest request, io.telpher.core.Service<HttpRequest, HttpResponse> next)
                throws Exception {
            return outer.call(request, passed -> inner.call(passed, next));
        }
    }

    Both filter(Object config) {
        return on("test", config);
    }

    Both on(String route, Object config) {
        FeatureContext context = new FeatureContext(
                route,
                metrics,
                new Waiter(time),
                () -> Instant.ofEpochSecond(NOON + set).plusNanos(time.nanos()),
                living,
                _ -> _ -> HttpResponse.of(200),
                new Sharing(),
                CopyLog.NONE,
                io.telpher.gateway.Caches.small(time),
                io.telpher.gateway.Fetching.NONE);
        RateLimitConfig read = Config.read(RateLimitConfig.SHAPE, config);
        return new Both(new RateLimitFilter(read, context), new UserLimitFilter(read, context));
    }

    static HttpRequest from(String address, String... fields) {
        return Requests.request(Method.GET, "http://example.org/", address, fields);
    }

    /** As a listener does: the gate first, then the filter. */
    static HttpResponse ask(Both filter, HttpRequest request) throws Exception {
        return filter.admit(request) instanceof Verdict.Answer<HttpResponse> answer
                ? answer.reply()
                : filter.call(request, _ -> HttpResponse.of(200));
    }

    static int passed(Both filter, int tries, HttpRequest... requests) throws Exception {
        int count = 0;
        for (int i = 0; i < tries; i++) {
            for (HttpRequest request : requests) {
                HttpRequest again = request.withFields(request.fields());
                again.exchange().limited(() -> null);
                count += ask(filter, again).status() == 200 ? 1 : 0;
            }
        }
        return count;
    }

    static String field(HttpResponse response, String name) {
        return String.valueOf(response.fields().value(FieldName.of(name)));
    }

    long counted(String limit, String outcome) {
        return metrics.counters()
                .get("telpher_rate_limit_total")
                .with("test", limit, outcome)
                .value();
    }
}
