package io.telpher.gateway.split;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Config;
import io.telpher.gateway.Destination;
import io.telpher.gateway.Requests;
import io.telpher.gateway.route.RouteConfig;
import io.telpher.gateway.sticky.StickyConfig;
import io.telpher.http.FieldName;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final FieldName UPSTREAM = FieldName.of("x-upstream");
    private static final FieldName SET_COOKIE = FieldName.of("set-cookie");

    private final Metrics metrics = new Metrics();
    private final Set<String> down = new HashSet<>();

    private final class Variant implements Destination {
        private final String name;

        Variant(String name) {
            this.name = name;
        }

        @Override
        public HttpResponse call(HttpRequest request) {
            return HttpResponse.of(200).with(UPSTREAM, name);
        }

        @Override
        public boolean available() {
            return !down.contains(name);
        }
    }

    private HttpHandler split(Object to, @Nullable Object sticky) {
        SplitConfig config = Config.read(SplitConfig.SHAPE, to);
        StickyConfig kept = sticky == null ? null : Config.read(StickyConfig.SHAPE, sticky);
        return Split.of("test", config, kept, Variant::new, metrics);
    }

    private static String served(HttpHandler split, HttpRequest request) throws Exception {
        return String.valueOf(split.call(request).fields().value(UPSTREAM));
    }

    private static HttpRequest user(int number) {
        return Requests.get("/", "X-User", "user-" + number);
    }

    @Test
    void requestsAreSharedByWeight() throws Exception {
        HttpHandler split = split(map("web", 3, "next", 2, "canary", 1), null);
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 600; i++) {
            counts.merge(served(split, Requests.get("/")), 1, Integer::sum);
        }

        assertThat(counts.get("web")).isBetween(297, 303);
        assertThat(counts.get("next")).isBetween(197, 203);
        assertThat(counts.get("canary")).isBetween(97, 103);
    }

    @Test
    void aUserStaysWithAVariantAndOnlyTheChangedShareMoves() throws Exception {
        HttpHandler before = split(map("web", 95, "canary", 5), "header:X-User");
        HttpHandler after = split(map("web", 80, "canary", 20), "header:X-User");
        int moved = 0;
        for (int i = 0; i < 1_000; i++) {
            String first = served(before, user(i));
            String second = served(after, user(i));
            assertThat(served(before, user(i))).isEqualTo(first);
            assertThat(second.equals(first) || second.equals("canary")).isTrue();
            moved += second.equals(first) ? 0 : 1;
        }

        assertThat(moved).isBetween(110, 190);
    }

    @Test
    void whoHasNoneOfTheKeysGoesByAddress() throws Exception {
        HttpHandler split = split(map("web", 1, "canary", 1), map("by", List.of("header:X-User", "cookie:session")));
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            first.add(served(split, Requests.get("/", "Cookie", "other=" + i)));
        }
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            others.add(served(split, Requests.request(Method.GET, "http://a/", "192.0.2." + i)));
        }

        assertThat(first).hasSize(1);
        assertThat(others).hasSize(2);
    }

    @Test
    void aCookieOfOurOwnKeepsABrowserWithItsVariant() throws Exception {
        HttpHandler split = split(map("web", 1, "canary", 1), map("cookie", "variant", "max-age", "7d"));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            HttpResponse first = split.call(Requests.get("/"));
            String cookie = String.valueOf(first.fields().value(SET_COOKIE));
            assertThat(cookie).matches("variant=[0-9a-f]{16}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax");

            HttpResponse second = split.call(Requests.get("/", "Cookie", cookie.substring(0, cookie.indexOf(';'))));
            assertThat(second.fields().value(UPSTREAM)).isEqualTo(first.fields().value(UPSTREAM));
            assertThat(second.fields().contains(SET_COOKIE)).isFalse();
            seen.add(String.valueOf(second.fields().value(UPSTREAM)));
        }

        assertThat(seen).containsExactlyInAnyOrder("web", "canary");
    }

    @Test
    void aCookieThatIsNotOursIsReplaced() throws Exception {
        HttpHandler split = split(map("web", 1, "canary", 1), map("cookie", "variant"));

        for (String value : List.of("canary", "-000000000000001", "00000000000000zz", "")) {
            HttpResponse response = split.call(Requests.get("/", "Cookie", "variant=" + value));
            assertThat(response.fields().value(SET_COOKIE)).startsWith("variant=");
        }
    }

    @Test
    void theUsersOfAVariantThatIsDownGoToTheOthersAndReturn() throws Exception {
        HttpHandler split = split(map("web", 1, "canary", 1), "header:X-User");
        int user = 0;
        while (!served(split, user(user)).equals("canary")) {
            user++;
        }

        down.add("canary");
        assertThat(served(split, user(user))).isEqualTo("web");
        assertThat(metrics.counters()
                        .get("telpher_split_passed_over_total")
                        .with("test", "canary")
                        .value())
                .isEqualTo(1);
        down.add("web"); // nobody is well: its own is as good as any
        assertThat(served(split, user(user))).isEqualTo("canary");
        down.clear();
        assertThat(served(split, user(user))).isEqualTo("canary");
    }

    @Test
    void aWeightOfZeroGetsNothingEvenWhenTheOthersAreDown() throws Exception {
        HttpHandler split = split(map("web", 1, "canary", 0), null);
        down.add("web");
        for (int i = 0; i < 20; i++) {
            assertThat(served(split, Requests.get("/"))).isEqualTo("web");
        }
    }

    @Test
    void mistakesAreTold() {
        Object match = map("path", "/**");

        assertThat(Config.mistakes(SplitConfig.SHAPE, map("web", 0, "canary", 0)))
                .contains("every weight is 0");
        assertThat(Config.mistakes(SplitConfig.SHAPE, map("web", -1))).contains("from 0 to 65535");
        assertThat(Config.mistakes(SplitConfig.SHAPE, map())).contains("from 1 to 32");
        assertThat(Config.mistakes(RouteConfig.SHAPE, map("match", match, "to", "web", "sticky", "ip")))
                .contains("chooses among several upstreams");
        assertThat(Config.mistakes(StickyConfig.SHAPE, map("salt", "x"))).contains("\"by\" or \"cookie\"");
        assertThat(Config.mistakes(StickyConfig.SHAPE, "user")).contains("header:NAME");
        assertThat(Config.mistakes(StickyConfig.SHAPE, map("cookie", "a b"))).contains("the name of a cookie");
        assertThat(Config.mistakes(StickyConfig.SHAPE, map("cookie", "a", "max-age", "10ms")))
                .contains("at least a second");
    }
}
