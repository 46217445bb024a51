package io.telpher.gateway.sticky;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.balance.algorithm.Ties;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Config;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StickyEndpointsTest {
    private static final FieldName SET_COOKIE = FieldName.of("set-cookie");

    private final Metrics metrics = new Metrics();

    private StickyEndpoints sticky(Object config) {
        return new StickyEndpoints("web", Config.read(StickyConfig.SHAPE, config), metrics);
    }

    /** What is set when {@code endpoint} serves. */
    private static @Nullable String set(StickyEndpoints sticky, HttpRequest request, String endpoint) throws Exception {
        HttpResponse response = sticky.call(request, asked -> {
            asked.exchange().attempt("web", endpoint, 0);
            return HttpResponse.of(200);
        });
        return response.fields().value(SET_COOKIE);
    }

    private static HttpRequest with(@Nullable String cookie) {
        return cookie == null
                ? Requests.get("/")
                : Requests.get("/", "Cookie", cookie.substring(0, cookie.indexOf(';')));
    }

    private long counted(String outcome) {
        return metrics.counters()
                .get("telpher_sticky_requests_total")
                .with("web", outcome)
                .value();
    }

    @Test
    void theCookieLeadsBackToTheEndpointThatGaveIt() throws Exception {
        StickyEndpoints sticky = sticky(map("cookie", "route"));
        String cookie = set(sticky, with(null), "10.0.0.1:80");

        assertThat(cookie)
                .matches("route=[0-9a-f]{16}; Path=/; HttpOnly; SameSite=Lax")
                .doesNotContain("10.0.0.1");
        assertThat(sticky.key(with(null))).isEqualTo(Ties.NONE);
        assertThat(sticky.key(with(cookie))).isEqualTo(sticky.ties().id("10.0.0.1:80"));
        assertThat(set(sticky, with(cookie), "10.0.0.1:80")).isNull();
    }

    @Test
    void whoeverIsServedByAnotherEndpointSticksToThatOne() throws Exception {
        StickyEndpoints sticky = sticky(map("cookie", "route"));
        String first = set(sticky, with(null), "10.0.0.1:80");
        String second = set(sticky, with(first), "10.0.0.2:80");

        assertThat(second).isNotNull().isNotEqualTo(first);
        assertThat(set(sticky, with(second), "10.0.0.2:80")).isNull();
        assertThat(counted("fresh")).isEqualTo(1);
        assertThat(counted("moved")).isEqualTo(1);
        assertThat(counted("kept")).isEqualTo(1);
    }

    @Test
    void theCookieIsSecureWhereTheClientCameByTls() throws Exception {
        HttpRequest request = Requests.request(Method.GET, "https://example.org/", "192.0.2.1");

        assertThat(set(sticky(map("cookie", "route", "same-site", "strict")), request, "10.0.0.1:80"))
                .endsWith("; HttpOnly; SameSite=Strict; Secure");
        assertThat(set(sticky(map("cookie", "route", "same-site", "none")), with(null), "10.0.0.1:80"))
                .endsWith("; HttpOnly; SameSite=None; Secure");
    }

    @Test
    void aUserGoesByHashAndGetsNoCookie() throws Exception {
        StickyEndpoints sticky = sticky(map("by", "header:X-User", "cookie", "route"));
        HttpRequest alice = Requests.get("/", "X-User", "alice");

        assertThat(sticky.key(alice))
                .isEqualTo(sticky.key(Requests.get("/other", "X-User", "alice", "Cookie", "route=0000000000000007")))
                .isNotEqualTo(sticky.key(Requests.get("/", "X-User", "bob")));
        assertThat(set(sticky, alice, "10.0.0.1:80")).isNull();
        assertThat(set(sticky, with(null), "10.0.0.1:80")).isNotNull();
        assertThat(sticky.ties().hashed()).isTrue();
    }
}
