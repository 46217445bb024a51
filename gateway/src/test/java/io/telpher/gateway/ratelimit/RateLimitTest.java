package io.telpher.gateway.ratelimit;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Verdict;
import io.telpher.gateway.Requests;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitTest extends RateLimits {

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        Both filter = filter(map("per", "ip", "limit", "2/min"));
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
        Both filter = filter(map("per", "ip", "limit", "2/min"));
        assertThat(passed(filter, 3, from("192.0.2.1"), from("192.0.2.2"))).isEqualTo(4);
        assertThat(passed(filter, 3, from("2001:db8::1"), from("2001:db8::2:0:0:1")))
                .isEqualTo(2);
        assertThat(passed(filter, 3, from("2001:db8:0:1::1"))).isEqualTo(2);
        Both wide = filter(map("per", "ip", "limit", "3/min", "ipv4-prefix", 24, "ipv6-prefix", 128));
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
            Both filter = filter(map("per", one.getKey(), "limit", "2/min"));
            HttpRequest request = from("192.0.2.1", one.getValue());
            HttpRequest elsewhere = from("192.0.2.2", one.getValue());
            HttpRequest other = from("192.0.2.1", one.getValue()[0], one.getValue()[1].replace("a", "b"));
            assertThat(passed(filter, 2, request, elsewhere)).as(one.getKey()).isEqualTo(2);
            assertThat(passed(filter, 2, other)).as(one.getKey()).isEqualTo(2);
        }
        Both query = filter(map("per", "query:key", "limit", "2/min"));
        assertThat(passed(query, 2, Requests.get("/?key=ab"), Requests.get("/x?y=z&key=%61b&key=c")))
                .isEqualTo(2);
    }

    @Test
    void aRequestThatLacksTheKeyGoesByItsAddressOrAsIsSaid() throws Exception {
        HttpRequest with = from("192.0.2.1", "x-user", "192.0.2.1");
        HttpRequest without = from("192.0.2.1");
        Object per = "header:X-User";
        Both usual = filter(map("per", per, "limit", "2/min"));
        assertThat(passed(usual, 3, with)).isEqualTo(2);
        assertThat(passed(usual, 3, without)).as("a key of its own").isEqualTo(2);
        assertThat(passed(usual, 1, from("192.0.2.1", "x-user", "other"))).isEqualTo(1);
        Both open = filter(map("per", per, "limit", "3/min", "otherwise", "allow"));
        assertThat(passed(open, 9, without)).isEqualTo(9);
        Both closed = filter(map("per", per, "limit", "4/min", "otherwise", "refuse"));
        HttpResponse refused = ask(closed, from("192.0.2.1"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(field(refused, "retry-after")).as("waiting does not help").isEqualTo("null");
    }

    @Test
    void ofAListEachMustAllowAndARefusedRequestCostsNothing() throws Exception {
        Both filter = filter(List.of(
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
        Both filter = filter(map("per", "ip", "limit", "1/min", "shadow", true));
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
    void aShadowThatWouldRefuseWhoLacksItsKeyLeavesTheOtherLimitsInForce() throws Exception {
        Map<String, Object> shadow =
                map("per", "header:X-User", "limit", "1/min", "shadow", true, "otherwise", "refuse");
        Both filter = filter(List.of(map("per", "ip", "limit", "2/min"), shadow));
        assertThat(passed(filter, 3, from("192.0.2.1"))).isEqualTo(2);
        assertThat(counted("header:x-user", "shadow")).isEqualTo(3);
        Map<String, Object> sharedShadow = new java.util.HashMap<>(shadow);
        sharedShadow.put("store", "main");
        Both shared = on("shared", List.of(sharedShadow, map("per", "route", "limit", "2/min", "store", "main")));
        assertThat(passed(shared, 3, from("192.0.2.1"))).isEqualTo(2);
    }

    @Test
    void whatIsNotAnnouncedIsEnforcedAndNotTold() throws Exception {
        Both filter = filter(map("per", "ip", "limit", "1/min", "announce", false));
        assertThat(field(ask(filter, from("192.0.2.1")), "x-ratelimit-limit")).isEqualTo("null");
        HttpResponse refused = ask(filter, from("192.0.2.1"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(field(refused, "ratelimit-policy")).isEqualTo("null");
        assertThat(field(refused, "retry-after")).isEqualTo("60");
    }

    @Test
    void aLeakyBucketHasRequestsWaitForTheirTurn() throws Exception {
        Both filter = filter(map("per", "route", "limit", "10/s", "algorithm", "leaky-bucket", "burst", 2));
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
            Both filter = filter(config);
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
        Both before = filter(map("per", "ip", "limit", "2/min"));
        assertThat(passed(before, 2, from("192.0.2.1"))).isEqualTo(2);
        Both after = filter(map("per", "ip", "limit", "2/min", "announce", false));
        assertThat(passed(after, 2, from("192.0.2.1"))).isZero();
        Both changed = filter(map("per", "ip", "limit", "3/min"));
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
            Both one = on("one", shared);
            Both two = on("two", shared);
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
        Both other = on("two", config);
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
            Both filter = on(
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

    @Test
    void theResetIsByTheCalendarHoweverItIsSet() throws Exception {
        Both filter = filter(map("per", "route", "limit", "1K/min", "algorithm", "fixed-window"));
        for (int tenths = 0; tenths < 700; tenths++) {
            String reset = field(ask(filter, from("192.0.2.1")), "x-ratelimit-reset");
            assertThat(reset).as("after %s tenths", tenths).isEqualTo(String.valueOf(NOON + (tenths < 600 ? 60 : 120)));
            time.advance(Duration.ofMillis(100));
        }
        time.advance(Duration.ofSeconds(50));
        set = 3_600;
        assertThat(field(ask(filter, from("192.0.2.1")), "x-ratelimit-reset"))
                .isEqualTo(String.valueOf(NOON + 180 + set));
    }
}
