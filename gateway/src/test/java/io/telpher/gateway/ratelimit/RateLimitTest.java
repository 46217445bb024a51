package io.telpher.gateway.ratelimit;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.telpher.testkit.ManualTimers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long NOON = 1_704_672_000; // the reset of the mission's example, at the beginning of a minute

    private final ManualTimers time = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private final Living living = new Living();

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

    private final Limiter nodes = new LocalLimiter(time, 100, new Counter());
    private final List<String> stored = new ArrayList<>();
    private boolean away;

    private RateLimitFilter filter(Object config) {
        return on("test", config);
    }

    private RateLimitFilter on(String route, Object config) {
        FeatureContext context = new FeatureContext(
                route,
                metrics,
                new Waiter(time),
                () -> Instant.ofEpochSecond(NOON).plusNanos(time.nanos()),
                living,
                _ -> _ -> HttpResponse.of(200),
                new Sharing(),
                CopyLog.NONE,
                io.telpher.gateway.Caches.small(time));
        return new RateLimitFilter(Config.read(RateLimitConfig.SHAPE, config), context);
    }

    private static HttpRequest from(String address, String... fields) {
        return Requests.request(Method.GET, "http://example.org/", address, fields);
    }

    /** As a listener does: the gate first, then the filter. */
    private static HttpResponse ask(RateLimitFilter filter, HttpRequest request) throws Exception {
        return filter.admit(request) instanceof Verdict.Answer<HttpResponse> answer
                ? answer.reply()
                : filter.call(request, _ -> HttpResponse.of(200));
    }

    private static int passed(RateLimitFilter filter, int tries, HttpRequest... requests) throws Exception {
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

    private static String field(HttpResponse response, String name) {
        return String.valueOf(response.fields().value(FieldName.of(name)));
    }

    private long counted(String limit, String outcome) {
        return metrics.counters()
                .get("telpher_rate_limit_total")
                .with("test", limit, outcome)
                .value();
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        RateLimitFilter filter = filter(map("per", "ip", "limit", "2/min"));
        HttpResponse first = ask(filter, from("192.0.2.1"));
        assertThat(first.status()).isEqualTo(200);
        assertThat(field(first, "x-ratelimit-limit")).isEqualTo("2");
        assertThat(field(first, "x-ratelimit-remaining")).isEqualTo("1");
        assertThat(field(first, "x-ratelimit-reset")).isEqualTo(String.valueOf(NOON + 60));
        assertThat(field(first, "ratelimit-policy")).isEqualTo("\"ip\";q=2;w=60");
        assertThat(field(first, "ratelimit")).isEqualTo("\"ip\";r=1;t=60");
        time.advance(Duration.ofSeconds(10));
        ask(filter, from("192.0.2.1"));
        HttpResponse refused = ask(filter, from("192.0.2.1"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(field(refused, "retry-after")).isEqualTo("50");
        assertThat(field(refused, "x-ratelimit-remaining")).isEqualTo("0");
        assertThat(field(refused, "x-ratelimit-reset")).isEqualTo(String.valueOf(NOON + 70));
        assertThat(Requests.text(refused)).contains("Too many requests. Try again in 50 s.");
        time.advance(Duration.ofSeconds(50));
        assertThat(ask(filter, from("192.0.2.1")).status()).isEqualTo(200);
        assertThat(counted("ip", "allowed")).isEqualTo(3);
        assertThat(counted("ip", "refused")).isEqualTo(1);
    }

    @Test
    void eachAddressOfIpv4AndEachNetworkOfIpv6HasItsQuota() throws Exception {
        RateLimitFilter filter = filter(map("per", "ip", "limit", "2/min"));
        assertThat(passed(filter, 3, from("192.0.2.1"), from("192.0.2.2"))).isEqualTo(4);
        assertThat(passed(filter, 3, from("2001:db8::1"), from("2001:db8::2:0:0:1")))
                .isEqualTo(2);
        assertThat(passed(filter, 3, from("2001:db8:0:1::1"))).isEqualTo(2);
        RateLimitFilter wide = filter(map("per", "ip", "limit", "3/min", "ipv4-prefix", 24, "ipv6-prefix", 128));
        assertThat(passed(wide, 3, from("192.0.2.1"), from("192.0.2.2"))).isEqualTo(3);
        assertThat(passed(wide, 9, from("2001:db8::1"), from("2001:db8::2"))).isEqualTo(6);
    }

    @Test
    void quotasGoByWhateverARequestSays() throws Exception {
        Map<String, String[]> same = Map.of(
                "header:X-User", new String[] {"x-user", "a"},
                "cookie:session", new String[] {"cookie", "x=y; session=a"},
                "api-key", new String[] {"x-api-key", "a"});
        for (Map.Entry<String, String[]> one : same.entrySet()) {
            RateLimitFilter filter = filter(map("per", one.getKey(), "limit", "2/min"));
            HttpRequest request = from("192.0.2.1", one.getValue());
            HttpRequest elsewhere = from("192.0.2.2", one.getValue());
            HttpRequest other = from("192.0.2.1", one.getValue()[0], one.getValue()[1].replace("a", "b"));
            assertThat(passed(filter, 2, request, elsewhere)).as(one.getKey()).isEqualTo(2);
            assertThat(passed(filter, 2, other)).as(one.getKey()).isEqualTo(2);
        }
        RateLimitFilter query = filter(map("per", "query:key", "limit", "2/min"));
        assertThat(passed(query, 2, Requests.get("/?key=ab"), Requests.get("/x?y=z&key=%61b&key=c")))
                .isEqualTo(2);
    }

    @Test
    void aRequestThatLacksTheKeyGoesByItsAddressOrAsIsSaid() throws Exception {
        HttpRequest with = from("192.0.2.1", "x-user", "192.0.2.1");
        HttpRequest without = from("192.0.2.1");
        Object per = "header:X-User";
        RateLimitFilter usual = filter(map("per", per, "limit", "2/min"));
        assertThat(passed(usual, 3, with)).isEqualTo(2);
        assertThat(passed(usual, 3, without)).as("a key of its own").isEqualTo(2);
        assertThat(passed(usual, 1, from("192.0.2.1", "x-user", "other"))).isEqualTo(1);
        RateLimitFilter open = filter(map("per", per, "limit", "3/min", "otherwise", "allow"));
        assertThat(passed(open, 9, without)).isEqualTo(9);
        RateLimitFilter closed = filter(map("per", per, "limit", "4/min", "otherwise", "refuse"));
        HttpResponse refused = ask(closed, from("192.0.2.1"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(field(refused, "retry-after")).as("waiting does not help").isEqualTo("null");
    }

    @Test
    void usersAreKnownOnceSomethingHasFoundOutWhoAsks() throws Exception {
        RateLimitFilter filter =
                filter(List.of(map("per", "ip", "limit", "5/min"), map("per", "user", "limit", "2/min")));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            HttpRequest request = from("192.0.2.1");
            assertThat(filter.admit(request)).as("nobody is known at the gate").isInstanceOf(Verdict.Admit.class);
            request.exchange().identity(name -> name.equals("sub") ? "alice" : null);
            statuses.add(filter.call(request, _ -> HttpResponse.of(200)).status());
        }
        assertThat(statuses).containsExactly(200, 200, 429, 429);
        HttpRequest bob = from("192.0.2.1");
        filter.admit(bob);
        bob.exchange().identity(_ -> "bob");
        HttpResponse last = filter.call(bob, _ -> HttpResponse.of(200));
        assertThat(field(last, "ratelimit"))
                .as("what was refused cost nothing in the other limit")
                .isEqualTo("\"ip\";r=2;t=60, \"user\";r=1;t=60");
    }

    @Test
    void ofAListEachMustAllowAndARefusedRequestCostsNothing() throws Exception {
        RateLimitFilter filter = filter(List.of(
                map("per", "ip", "limit", "100/min"),
                map("per", "global", "limit", "3/min"),
                map("per", List.of("ip", "header:x"), "limit", "1K/min", "cost", 10)));
        assertThat(passed(filter, 9, from("192.0.2.1", "x", "y"))).isEqualTo(3);
        HttpResponse refused = ask(filter, from("192.0.2.1", "x", "y"));
        assertThat(field(refused, "ratelimit"))
                .isEqualTo("\"ip\";r=97;t=60, \"global\";r=0;t=60, \"ip+header:x\";r=970;t=120");
        assertThat(field(refused, "ratelimit-policy"))
                .isEqualTo("\"ip\";q=100;w=60, \"global\";q=3;w=60, \"ip+header:x\";q=1000;w=60");
        assertThat(field(refused, "x-ratelimit-limit"))
                .as("the one that refuses")
                .isEqualTo("3");
    }

    @Test
    void aShadowCountsAndRefusesNobody() throws Exception {
        RateLimitFilter filter = filter(map("per", "ip", "limit", "1/min", "shadow", true));
        HttpRequest request = from("192.0.2.1");
        HttpResponse answer = ask(filter, request);
        assertThat(request.exchange().limited().word()).isNull();
        assertThat(field(answer, "ratelimit")).isEqualTo("null");
        HttpRequest again = from("192.0.2.1");
        assertThat(ask(filter, again).status()).isEqualTo(200);
        assertThat(again.exchange().limited().word()).isEqualTo("shadow ip");
        assertThat(counted("ip", "shadow")).isEqualTo(1);
    }

    @Test
    void whatIsNotAnnouncedIsEnforcedAndNotTold() throws Exception {
        RateLimitFilter filter = filter(map("per", "ip", "limit", "1/min", "announce", false));
        assertThat(field(ask(filter, from("192.0.2.1")), "x-ratelimit-limit")).isEqualTo("null");
        HttpResponse refused = ask(filter, from("192.0.2.1"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(field(refused, "ratelimit-policy")).isEqualTo("null");
        assertThat(field(refused, "retry-after")).isEqualTo("60");
    }

    @Test
    void aLeakyBucketHasRequestsWaitForTheirTurn() throws Exception {
        RateLimitFilter filter = filter(map("per", "route", "limit", "10/s", "algorithm", "leaky-bucket", "burst", 2));
        List<Long> left = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpRequest request = from("192.0.2.1");
            assertThat(filter.admit(request)).isInstanceOf(Verdict.Admit.class);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    filter.call(request, _ -> {
                        synchronized (left) {
                            left.add(time.nanos());
                        }
                        return HttpResponse.of(200);
                    });
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
            if (i == 0) {
                threads.getFirst().join();
            } else {
                time.awaitPending(i);
            }
        }
        assertThat(ask(filter, from("192.0.2.1")).status()).isEqualTo(429);
        time.advance(Duration.ofMillis(100));
        threads.get(1).join();
        time.advance(Duration.ofMillis(100));
        threads.get(2).join();
        assertThat(left).containsExactly(0L, 100_000_000L, 200_000_000L);
    }

    @Test
    void whoseDeadlineIsBeforeHisTurnIsRefusedAtOnceAndTakesNoPlace() throws Exception {
        for (Object config : List.of(
                map("per", "route", "limit", "10/s", "algorithm", "leaky-bucket"),
                map("per", "route", "limit", "10/s", "algorithm", "leaky-bucket", "store", "redis"))) {
            RateLimitFilter filter = filter(config);
            assertThat(ask(filter, from("192.0.2.1")).status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                HttpRequest hurried = from("192.0.2.1");
                hurried.exchange().deadline(time.nanos() + 30_000_000);
                HttpResponse refused = ask(filter, hurried);
                assertThat(refused.status()).isEqualTo(429);
                assertThat(field(refused, "retry-after")).isEqualTo("1");
            }
            HttpRequest patient = from("192.0.2.1");
            patient.exchange().deadline(time.nanos() + 100_000_000);
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    assertThat(ask(filter, patient).status()).isEqualTo(200);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            time.awaitPending(1);
            time.advance(Duration.ofMillis(100));
            waiting.join();
        }
    }

    @Test
    void limitsLiveOnWhenTheConfigurationChanges() throws Exception {
        RateLimitFilter before = filter(map("per", "ip", "limit", "2/min"));
        assertThat(passed(before, 2, from("192.0.2.1"))).isEqualTo(2);
        RateLimitFilter after = filter(map("per", "ip", "limit", "2/min", "announce", false));
        assertThat(passed(after, 2, from("192.0.2.1"))).isZero();
        RateLimitFilter changed = filter(map("per", "ip", "limit", "3/min"));
        assertThat(passed(changed, 1, from("192.0.2.1"))).isEqualTo(1);
        assertThat(before).isNotNull();
    }

    @Test
    void routesCountApartUnlessALimitIsNamedOrGlobal() throws Exception {
        Object own = map("per", "ip", "limit", "2/min");
        assertThat(passed(on("one", own), 2, from("192.0.2.1"))).isEqualTo(2);
        assertThat(passed(on("two", own), 2, from("192.0.2.1"))).isEqualTo(2);
        for (Object shared :
                List.of(map("per", "ip", "limit", "2/min", "name", "all"), map("per", "global", "limit", "2/min"))) {
            RateLimitFilter one = on("one", shared);
            RateLimitFilter two = on("two", shared);
            assertThat(passed(one, 2, from("192.0.2.1"))).isEqualTo(2);
            assertThat(passed(two, 2, from("192.0.2.1"))).isZero();
        }
    }

    @Test
    void nodesCountTogetherInAStoreThatSeesNoSecrets() throws Exception {
        Object config = List.of(
                map("per", "ip", "limit", "100/min"),
                map("per", "api-key", "limit", "3/min", "store", "redis", "name", "keys"));
        assertThat(passed(on("one", config), 2, from("192.0.2.1", "x-api-key", "secret")))
                .isEqualTo(2);
        RateLimitFilter other = on("two", config);
        assertThat(passed(other, 4, from("192.0.2.1", "x-api-key", "secret"))).isEqualTo(1);
        assertThat(field(ask(other, from("192.0.2.1", "x-api-key", "new")), "ratelimit"))
                .as("what the store refused cost nothing here")
                .isEqualTo("\"ip\";r=98;t=60, \"keys\";r=2;t=60");
        assertThat(stored).hasSize(7).noneMatch(key -> key.contains("secret"));
    }

    @Test
    void aLimitSaysWhatItDoesWhileItsStoreIsAway() throws Exception {
        away = true;
        for (String onFailure : List.of("open", "closed", "local")) {
            RateLimitFilter filter = on(
                    onFailure,
                    map("per", "ip", "limit", "6/min", "store", "redis", "on-failure", onFailure, "nodes", 3));
            assertThat(passed(filter, 9, from("192.0.2.1")))
                    .as(onFailure)
                    .isEqualTo(onFailure.equals("open") ? 9 : onFailure.equals("closed") ? 0 : 2);
        }
        assertThat(metrics.counters()
                        .get("telpher_rate_limit_store_failures_total")
                        .with("redis")
                        .value())
                .isEqualTo(27);
    }
}
